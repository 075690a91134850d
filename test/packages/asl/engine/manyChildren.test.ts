import assert from "node:assert/strict";
import {
  type ChildExecution,
  type HistoryEvent,
  type Json,
  type MapRun,
  TaskFailure,
} from "../../../../packages/asl/engine";
import { FUNCTION, machineOf, type Options, run, types } from "./harness";

const COUNT = 10_000;
const items = Array.from({ length: COUNT }, (_, index) => index);

const mapOf = (fields: Record<string, unknown>) =>
  machineOf({
    Type: "Map",
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "Work",
      States: { Work: { Type: "Task", Resource: FUNCTION, End: true } },
    },
    ResultSelector: { "length.$": "States.ArrayLength($)" },
    ...fields,
  });

/** A turn of the event loop: the children overlap. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

interface Observed {
  running: number;
  most: number;
  started: number;
  mapRun?: MapRun;
}

async function observe(fields: Record<string, unknown>, work: (item: Json) => Json, options: Options = {}) {
  const seen: Observed = { running: 0, most: 0, started: 0 };
  const { result, events } = await run(mapOf(fields), items, {
    ...options,
    onMapRun: (mapRun) => {
      seen.mapRun = mapRun;
      seen.most = Math.max(seen.most, mapRun.executionCounts.running);
    },
    async task({ parameters }) {
      seen.started++;
      assert.ok(++seen.running <= (Number(fields.MaxConcurrency) || COUNT));
      await turn();
      seen.running--;
      return work(parameters);
    },
  });
  return { ...seen, result, events };
}

describe("10,000 children of a distributed Map", () => {
  it("run no more at a time than MaxConcurrency", async () => {
    const { result, most, mapRun, started } = await observe({ MaxConcurrency: 37 }, () => 0);
    assert.deepEqual(result, { status: "SUCCEEDED", output: { length: COUNT } });
    assert.deepEqual([most, started, mapRun?.itemCounts.succeeded], [37, COUNT, COUNT]);
  });

  it("have histories of their own", async () => {
    const histories = new Map<string, HistoryEvent[]>();
    const { events } = await observe({ MaxConcurrency: 1000 }, () => 0, {
      onChildExecution({ executionArn }: ChildExecution) {
        const history: HistoryEvent[] = [];
        histories.set(executionArn, history);
        return { onEvent: (event) => history.push(event) };
      },
    });
    assert.equal(events.length, 8);
    assert.equal(histories.size, COUNT);
    for (const history of histories.values()) {
      assert.deepEqual(
        history.map(({ id }) => id),
        history.map((_, index) => index + 1),
      );
      assert.deepEqual([history.length, types(history).at(-1)], [7, "ExecutionSucceeded"]);
    }
  });

  const failing = (failures: number) => (item: Json) => {
    if ((item as number) < failures) throw new TaskFailure("E");
    return 0;
  };
  const tolerances: [Record<string, unknown>, number, "SUCCEEDED" | "FAILED"][] = [
    [{ ToleratedFailureCount: 300 }, 300, "SUCCEEDED"],
    [{ ToleratedFailureCount: 300 }, 301, "FAILED"],
    [{ ToleratedFailurePercentage: 3 }, 300, "SUCCEEDED"],
    [{ ToleratedFailurePercentage: 3 }, 301, "FAILED"],
    [{}, 1, "FAILED"],
  ];
  for (const [fields, failures, status] of tolerances) {
    it(`of which ${failures} fail, with ${JSON.stringify(fields)}: ${status}`, async () => {
      const { result, started, mapRun } = await observe({ MaxConcurrency: 50, ...fields }, failing(failures));
      assert.equal(result.status, status);
      const counts = mapRun!.itemCounts;
      assert.equal(counts.succeeded + counts.failed + counts.aborted, COUNT);
      if (result.status === "SUCCEEDED") {
        assert.deepEqual(result.output, { length: COUNT - failures });
        return;
      }
      assert.equal("error" in result && result.error, "States.ExceedToleratedFailureThreshold");
      assert.equal(counts.failed, failures);
      assert.ok(started <= failures + 2 * 50, `${started} were started`);
    });
  }

  it("get their items in batches", async () => {
    const sizes: number[] = [];
    const { mapRun, result } = await observe({ ItemBatcher: { MaxItemsPerBatch: 64 } }, (batch) => {
      sizes.push((batch as { Items: Json[] }).Items.length);
      return 0;
    });
    assert.equal(result.status, "SUCCEEDED");
    assert.deepEqual([Math.max(...sizes), sizes.reduce((sum, size) => sum + size)], [64, COUNT]);
    assert.deepEqual([mapRun?.itemCounts.total, mapRun?.executionCounts.total], [COUNT, 157]);
  });
});
