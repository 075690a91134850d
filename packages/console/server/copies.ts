import type { Execution, TracedVisit } from "../../local-stack";
import type { CopiesView } from "../api";

/** The testing API, as a program imports it. */
const TESTING = "sfn-workflows-local/testing";

/** What starts an execution like this one: a command, and a test that answers its Tasks as they were answered. */
export function copiesOf(execution: Execution, visits: readonly TracedVisit[], title: string): CopiesView {
  return {
    command: `npx workflows start ${shellText(title)} --local --wait --input ${shellText(execution.input)}`,
    test: testOf(execution, visits, title),
  };
}

const shellText = (text: string): string =>
  /^[\w.:/-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`;

function testOf(execution: Execution, visits: readonly TracedVisit[], title: string): string {
  const { result } = execution;
  const byState = new Map<string, TracedVisit[]>();
  for (const visit of visits) {
    if (visit.attempts.length === 0) continue;
    byState.set(visit.state, [...(byState.get(visit.state) ?? []), visit]);
  }
  const outcome = !result
    ? []
    : "output" in result
      ? [
          `assert.equal(ended.status, "SUCCEEDED");`,
          `assert.deepEqual(ended.output, ${JSON.stringify(result.output)});`,
        ]
      : [
          `assert.equal(ended.status, ${JSON.stringify(result.status)});`,
          `assert.equal(ended.error, ${JSON.stringify(result.error)});`,
        ];
  return [
    'import assert from "node:assert/strict";',
    `import { startLocalStack } from ${JSON.stringify(TESTING)};`,
    "",
    `it(${JSON.stringify(`runs ${title} as ${execution.name} ran`)}, async () => {`,
    '  await using stack = await startLocalStack({ program: ".", time: "skip" });',
    ...[...byState].flatMap(([state, each]) => mockOf(state, each).map((line) => `  ${line}`)),
    `  const run = await stack.machine(${JSON.stringify(title)}).start(${execution.input.trim()});`,
    "  const ended = await run.end();",
    ...outcome.map((line) => `  ${line}`),
    "});",
    "",
  ].join("\n");
}

/** Answers a Task's attempts in the order in which they were answered. */
function mockOf(state: string, visits: readonly TracedVisit[]): string[] {
  const answers = visits
    .flatMap(({ attempts }) => attempts)
    .map(({ result, failure }) =>
      failure === undefined
        ? `() => (${result ?? "{}"})`
        : `() => { throw Object.assign(new Error(${JSON.stringify(failure.cause ?? "")}), { name: ${JSON.stringify(failure.error ?? "")} }); }`,
    );
  if (answers.length === 1) return [`stack.mock(${JSON.stringify(state)}, ${answers[0]});`];
  const name = `answersOf${state.replace(/\W/g, "")}`;
  return [
    `const ${name} = [`,
    ...answers.map((answer) => `  ${answer},`),
    "];",
    `stack.mock(${JSON.stringify(state)}, () => ${name}.shift()!());`,
  ];
}
