import assert from "node:assert/strict";
import { planOf, sampleOf } from "../../../checks/faults/cells";
import { runMatrix } from "../../../checks/faults/matrix";
import { messenger } from "../../../checks/faults/messenger";
import { matrixTable, notesOf, problemsOf } from "../../../checks/faults/render";
import { openTestbed } from "../../../checks/faults/testbed";
import { type Cell, Trials } from "../../../checks/faults/trial";
import { WORKFLOWS } from "../../../checks/faults/workflows";
import { CALL_FAULTS } from "../../../packages/local-cloud";
import type { Evaluation } from "../../../packages/local-stack";

const SAMPLE = 10;
/** Of each workflow. */
const PAIRS = 2;

/** The evaluation with another timeout for the pump's queues. */
function withTimeout(evaluation: Evaluation, seconds: number): Evaluation {
  const resources = evaluation.resources.map((resource) => {
    const { definition } = resource.inputs;
    if (typeof definition !== "string") return resource;
    const changed = definition.replaceAll('"TimeoutSeconds":15', `"TimeoutSeconds":${seconds}`);
    return { ...resource, inputs: { ...resource.inputs, definition: changed } };
  });
  return { ...evaluation, resources };
}

describe("the fault matrix", function () {
  this.timeout(120_000);

  it(`has no red cell among ${SAMPLE} of today's`, async () => {
    const seed = Math.floor(Date.now() / 86_400_000);
    const { signal } = new AbortController();
    const workflows = sampleOf(WORKFLOWS, 2, seed);
    const matrices = await runMatrix({ stack: "dev", workflows, sample: SAMPLE, pairs: PAIRS, seed, signal });
    const problems = matrices.flatMap(problemsOf);
    assert.deepEqual(problems, [], `seed ${seed}: npm run faults tries every cell`);
    assert.equal(matrices.flatMap(({ results }) => results).length, SAMPLE + 2 * PAIRS);
    for (const matrix of matrices) assert.match(matrixTable(matrix), /✓|!/);
  });

  for (const [seconds, found] of [
    [15, /^$/],
    // As long as the queue knows a message.
    [300, /^no message is sent twice/],
  ] as const) {
    it(`${seconds === 15 ? "is green" : "is red"} where the pump waits ${seconds} seconds for the queue's response`, async () => {
      const testbed = await openTestbed(messenger, "dev", (evaluation) => withTimeout(evaluation, seconds));
      try {
        const site = { caller: "messenger-machine › Send", call: "sqs:SendMessage" };
        const cell: Cell = { site, fault: "answered late", path: messenger.paths[0]! };
        const { violations } = await new Trials(messenger, testbed).run(cell);
        assert.match(violations.join(), found);
      } finally {
        await testbed.close();
      }
    });
  }

  it("shows each mark, and says what is broken and what to do", async () => {
    const path = messenger.paths[0]!;
    const site = { caller: "m › S", call: "sqs:SendMessage" };
    const unreached = { site: { caller: "m › T", call: "no call" }, because: "unreached" } as const;
    const inside = { site: { caller: "source", call: "lambda:Invoke f" }, because: "inside" } as const;
    const result = (index: number, violations: string[], note?: string) => ({
      cell: { site, path, fault: CALL_FAULTS[index]! },
      violations,
      ...(note !== undefined && { note }),
      durationMs: 1,
    });
    const matrix = {
      workflow: messenger,
      rows: [{ site, path }, unreached, inside],
      violations: [],
      results: [result(0, []), result(1, ["lost: x"]), result(2, [], "call them")],
      durationMs: 1,
    };
    const [, , first, second, third] = matrixTable(matrix).split("\n");
    assert.deepEqual(first!.split(/\s{2,}/).slice(2), ["✓", "✗", "!", "·", "·", "·", "·", "·", "·", "·"]);
    assert.deepEqual(second!.split(/\s{2,}/).slice(2), Array(CALL_FAULTS.length).fill("?"));
    assert.deepEqual(third!.split(/\s{2,}/).slice(2), Array(CALL_FAULTS.length).fill("–"));
    assert.deepEqual(problemsOf(matrix), [
      "m › T: no path of messenger reaches it",
      `m › S → sqs:SendMessage, throttled always (${path.title}): lost: x`,
    ]);
    assert.deepEqual(notesOf(matrix), ["m › S → sqs:SendMessage, refused: call them"]);
  });

  it("plans nothing for a workflow without paths but what is missing", async () => {
    const testbed = { evaluation: { resources: [] } } as unknown as Parameters<typeof planOf>[1];
    const plan = await planOf({ ...messenger, paths: [] }, testbed, {
      explore: () => assert.fail("no path"),
    });
    assert.deepEqual(plan, { rows: [], violations: [] });
  });
});
