import assert from "node:assert/strict";
import { burst, sustain } from "../../../checks/load/drive";
import { Latencies, Tally } from "../../../checks/load/latencies";
import { MemoryWatch } from "../../../checks/load/memory";
import { kindOf, Recording, UnexpectedResponse, within } from "../../../checks/load/recording";

describe("load: latencies", () => {
  const table: [values: number[], percent: number, expected: number | undefined][] = [
    [[], 50, undefined],
    [[7], 1, 7],
    [[7], 100, 7],
    [[4, 1, 3, 2], 50, 2],
    [[4, 1, 3, 2], 51, 3],
    [[4, 1, 3, 2], 100, 4],
    [Array.from({ length: 100 }, (_, index) => 100 - index), 95, 95],
    [Array.from({ length: 100 }, (_, index) => 100 - index), 99, 99],
    [Array.from({ length: 1000 }, (_, index) => index + 1), 99.9, 999],
  ];
  for (const [values, percent, expected] of table) {
    it(`${percent} % of ${values.length} is ${expected}`, () => {
      const latencies = new Latencies();
      for (const value of values) latencies.add(value);
      assert.equal(latencies.percentile(percent), expected);
    });
  }

  it("accepts more latencies after a percentile was read", () => {
    const latencies = new Latencies();
    latencies.add(5);
    assert.equal(latencies.percentile(100), 5);
    latencies.add(1);
    assert.equal(latencies.percentile(50), 1);
    assert.equal(latencies.count, 2);
  });

  for (const percent of [0, -1, 101, Number.NaN]) {
    it(`knows no ${percent} percent`, () => {
      assert.throws(() => new Latencies().percentile(percent), /percent; allowed: above 0, to 100/);
    });
  }
});

describe("load: tallies", () => {
  it("name the most frequent first", () => {
    const tally = new Tally();
    for (const name of ["rare", "often", "often"]) tally.add(name);
    assert.equal(String(tally), "2 often, 1 rare");
    assert.deepEqual([tally.of("often"), tally.of("never"), tally.total], [2, 0, 3]);
  });
});

describe("load: recordings", () => {
  it("take the time of requests and executions", async () => {
    const recording = new Recording();
    const end = await recording.execution(async () => {
      await recording.request(async () => "response");
      return "SUCCEEDED";
    });
    assert.equal(end, "SUCCEEDED");
    assert.deepEqual([recording.requests.count, recording.executions.count], [1, 1]);
    assert.equal(String(recording.ends), "1 SUCCEEDED");
    assert.equal(recording.errors.total, 0);
  });

  it("note once what a request failed with, and no end of its execution", async () => {
    const recording = new Recording();
    const end = await recording.execution(async () => {
      await recording.request(async () => {
        throw new UnexpectedResponse("HTTP 500", "the body");
      });
      return "SUCCEEDED";
    });
    assert.equal(end, undefined);
    assert.equal(String(recording.errors), "1 HTTP 500");
    assert.equal(recording.examples.get("HTTP 500"), "the body");
    assert.deepEqual([recording.requests.count, recording.executions.count], [1, 0]);
  });

  it("note an execution that fails between its requests", async () => {
    const recording = new Recording();
    await recording.execution(() => Promise.reject(new TypeError("no such thing")));
    assert.equal(String(recording.errors), "1 TypeError");
  });

  it("note a request that hangs", async () => {
    const recording = new Recording(5);
    await assert.rejects(
      recording.request(() => new Promise(() => {})),
      /no response within 5 ms/,
    );
    assert.equal(String(recording.errors), "1 no response");
  });

  it("name the socket's error behind that of fetch", () => {
    const reset = Object.assign(new Error("read"), { code: "ECONNRESET" });
    assert.equal(kindOf(new TypeError("fetch failed", { cause: reset })), "ECONNRESET");
    assert.equal(kindOf(new TypeError("fetch failed")), "TypeError");
    assert.equal(kindOf("text"), "text");
  });

  it("wait no longer than they say", async () => {
    assert.equal(await within(1000, "late", Promise.resolve("in time")), "in time");
    await assert.rejects(within(5, "late", new Promise(() => {})), { kind: "late" });
  });
});

describe("load: clients", () => {
  it("all start at once in a burst", async () => {
    const began: number[] = [];
    let open: () => void = () => {};
    const all = new Promise<void>((resolve) => {
      open = resolve;
    });
    await burst(100, async (index) => {
      began.push(index);
      if (began.length === 100) open();
      await all;
    });
    assert.equal(new Set(began).size, 100);
  });

  it("are as many as said while load is sustained, each with one execution at a time", async () => {
    let under = 0;
    let most = 0;
    const indexes: number[] = [];
    await sustain(30, 3, async (index) => {
      indexes.push(index);
      most = Math.max(most, ++under);
      await new Promise((resolve) => setImmediate(resolve));
      under--;
    });
    assert.equal(most, 3);
    assert.equal(under, 0);
    assert.deepEqual(
      indexes,
      indexes.map((_, index) => index),
    );
  });

  it("end when they are aborted", async () => {
    const stopping = new AbortController();
    let count = 0;
    await sustain(
      60_000,
      2,
      async () => {
        if (++count === 10) stopping.abort();
      },
      stopping.signal,
    );
    assert.ok(count < 15);
  });
});

describe("load: memory", () => {
  it("is what was seen at most", () => {
    const seen = [10, 30, 20];
    const watch = new MemoryWatch(() => seen.shift() ?? 5);
    assert.equal(watch.end(), 30);
    const falling = [10, 5];
    assert.equal(new MemoryWatch(() => falling.shift()!).end(), 10);
  });
});
