// Runs the Amazon States Language conformance cases on this repository's engine.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
require("ts-node/register");
const engine = require("../../packages/asl/engine/index.ts");
const { compile, start, TaskFailure } = engine;
const { CloudClock } = require("../../packages/local-cloud/aws/clock.ts");
const states = require("../../packages/asl/index.ts");

/** A replayed task that has not answered after this long, in real milliseconds, is taken for one that never will. */
const LONGEST_ANSWER = 400;

export const meta = { name: "sfn-workflows" };

export async function run(definition, input, env) {
  const clock = new CloudClock({ kind: "skip" });
  const events = [];
  const tasks = {
    async run({ resource, parameters, submitted, started }) {
      started();
      const release = clock.hold();
      const timer = setTimeout(release, LONGEST_ANSWER);
      try {
        const answer = await env.task({ resource, parameters });
        if (answer.submitted !== undefined) submitted(answer.submitted);
        return answer.output;
      } catch (error) {
        throw new TaskFailure(error.error ?? undefined, error.cause ?? undefined);
      } finally {
        clearTimeout(timer);
        release();
      }
    },
  };
  try {
    const execution = start(compile(definition, { type: env.type }), {
      input,
      context: env.context,
      clock,
      tasks,
      random: Math.random,
      uuid: () => crypto.randomUUID(),
      onEvent: (event) => events.push(event),
    });
    return { ...(await execution.result), events };
  } finally {
    clock.close();
  }
}

export async function testState(request, env) {
  const clock = new CloudClock({ kind: "skip" });
  const tasks = {
    async run({ resource, parameters }) {
      try {
        return (await env.task({ resource, parameters })).output;
      } catch (error) {
        throw new TaskFailure(error.error ?? undefined, error.cause ?? undefined);
      }
    },
  };
  try {
    return await engine.testState(request, {
      clock,
      tasks,
      random: Math.random,
      uuid: () => crypto.randomUUID(),
    });
  } catch (error) {
    if (error.name !== "TestStateError") throw error;
    return { exception: { Code: error.code, Message: error.message } };
  } finally {
    clock.close();
  }
}

export const variableReferences = (definition) => states.variableReferences(definition);

export function validate(text, { type }) {
  const diagnostics = states.validate(text, { type });
  return { valid: diagnostics.length === 0, message: states.formatDiagnostics(diagnostics) };
}

const NO_CONTEXT = { Execution: {}, StateMachine: {} };

const noTask = () => {
  throw new Error("an expression calls no task");
};

/**
 * A JSONata expression as the output of a state of its own: created if the validator accepts it, then run. `refused` is
 * what creating it answers, `error` what the execution fails with.
 */
export async function jsonata(expression, input) {
  const source = `{% ${expression} %}`;
  const definition = {
    QueryLanguage: "JSONata",
    StartAt: "Evaluate",
    States: { Evaluate: { Type: "Pass", Output: { v: source }, End: true } },
  };
  const [refusal] = states.validate(definition);
  if (refusal) return { refused: refusal };
  const { status, output, cause } = await run(definition, input, {
    type: "STANDARD",
    context: NO_CONTEXT,
    task: noTask,
  });
  if (status === "SUCCEEDED") return { value: output.v };
  if (cause.endsWith("returned nothing (undefined).")) return { undefined: true };
  const [, code, message] = /threw an error during evaluation(?:\. (\w\d{4}))?: (.*)$/s.exec(cause) ?? [];
  return { error: { code, message: message ?? cause } };
}

/** A JSONPath as it is read in a state's template: created if the validator accepts it, then run. */
export async function jsonPath(path, document) {
  const definition = {
    StartAt: "Read",
    States: { Read: { Type: "Pass", Parameters: { "v.$": path }, End: true } },
  };
  const [refusal] = states.validate(definition);
  if (refusal) return { error: refusal.message };
  const { status, output, cause } = await run(definition, document, {
    type: "STANDARD",
    context: NO_CONTEXT,
    task: noTask,
  });
  return status === "SUCCEEDED" ? { value: output.v } : { error: cause };
}
