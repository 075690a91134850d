import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { validate } from "../../packages/asl";
import {
  compile,
  type ExecutionResult,
  type Json,
  start,
  TaskFailure,
  type TaskRequest,
} from "../../packages/asl/engine";
import { ManualClock } from "../../packages/local-cloud";
import { type Example, language, PAGE, renderLanguage } from "./language";

const ACCOUNT = "arn:aws:states:us-east-1:123456789012";
const CONTEXT = {
  Execution: {
    Id: `${ACCOUNT}:execution:machine:run`,
    Name: "run",
    RoleArn: "arn:aws:iam::123456789012:role/machine",
    StartTime: "2025-01-01T00:00:00.000Z",
    RedriveCount: 0,
  },
  StateMachine: { Id: `${ACCOUNT}:stateMachine:machine`, Name: "machine" },
};

/** A path and an expression are the field `v` of a Pass state's output. */
function definitionOf({ path, expression, state, definition }: Example): Record<string, unknown> {
  if (definition) return definition;
  const only =
    state ??
    (path !== undefined
      ? { Type: "Pass", Parameters: { "v.$": path } }
      : { Type: "Pass", QueryLanguage: "JSONata", Output: { v: `{% ${expression} %}` } });
  return { StartAt: "State", States: { State: { ...only, End: true } } };
}

/** Runs an example to its end, moving the clock a day on whenever it waits. */
async function run(example: Example): Promise<{ result: ExecutionResult; attempts: number }> {
  const clock = new ManualClock();
  let attempts = 0;
  const { result } = start(compile(definitionOf(example), { type: example.type }), {
    context: CONTEXT,
    input: example.input,
    clock,
    random: Math.random,
    uuid: randomUUID,
    tasks: {
      async run(request: TaskRequest): Promise<Json> {
        attempts++;
        const { task = { echo: true } } = example;
        if ("error" in task) throw new TaskFailure(task.error, task.cause);
        if ("never" in task) return new Promise(() => {});
        return "size" in task ? "x".repeat(task.size) : request.parameters;
      },
    },
  });
  let ended: ExecutionResult | undefined;
  const watch = result.then((value) => {
    ended = value;
  });
  for (let turn = 0; ended === undefined && turn < 1000; turn++) await clock.advance(86_400_000);
  await watch;
  return { result: ended!, attempts };
}

async function check(example: Example): Promise<void> {
  const findings = validate(definitionOf(example), {
    strict: true,
    severity: "WARNING",
    type: example.type ?? "STANDARD",
  });
  const codes = findings.map(({ code }) => code as string);
  if (example.rejected !== undefined) {
    const messages = findings.filter(({ severity }) => severity === "ERROR").map(({ message }) => message);
    assert.ok(
      messages.some((message) => message.includes(example.rejected!)),
      messages.join("\n") || "it is accepted",
    );
    return;
  }
  if (example.warning !== undefined)
    assert.ok(codes.includes(example.warning), codes.join(", ") || "no warning");
  assert.deepEqual(validate(definitionOf(example), { type: example.type ?? "STANDARD" }), []);
  const { result, attempts } = await run(example);
  if (example.attempts !== undefined) assert.equal(attempts, example.attempts);
  if (example.error !== undefined) {
    assert.ok(result.status !== "SUCCEEDED", JSON.stringify(result));
    assert.equal(result.error, example.error);
    assert.ok((result.cause ?? "").includes(example.cause ?? ""), result.cause);
    return;
  }
  assert.ok(result.status === "SUCCEEDED", JSON.stringify(result));
  const isField = example.path !== undefined || example.expression !== undefined;
  assert.deepEqual(isField ? (result.output as { v: Json }).v : result.output, example.output);
}

describe("docs/language.md", () => {
  const { sources, sections } = language();

  it("is made from language.json: node -r ./packages/local-stack/register.js test/docs/language.ts", () => {
    assert.equal(readFileSync(PAGE, "utf8"), renderLanguage(language()));
  });

  it("names the source of each row, and each source", () => {
    const used = new Set(sections.flatMap(({ rows }) => rows.flatMap(({ source }) => source)));
    assert.deepEqual([...used].sort(), Object.keys(sources).sort());
    for (const { rows } of sections) for (const { source } of rows) assert.ok(source.length > 0);
  });

  for (const { title, rows } of sections) {
    describe(title, () => {
      for (const { write, does, examples } of rows) {
        it(`${write}: ${does}`, async () => {
          assert.ok(examples.length > 0, "a row needs an example");
          for (const example of examples) {
            const asserted = ["output", "error", "rejected"].filter((name) => name in example);
            assert.equal(asserted.length, 1, JSON.stringify(example));
            await check(example);
          }
        });
      }
    });
  }
});
