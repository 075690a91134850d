import * as fc from "fast-check";
import type { Definition, State } from "../../../packages/asl";

/** Names of every kind: long words, blanks, other scripts, what XML and JSON pointers escape. */
const NAMES = [
  "A",
  "Wait",
  "Is it paid, and by whom ?",
  "DynamoDB.ConditionalCheckFailedException",
  "a/b~c",
  "<&>\"'",
  "予約を確認する",
];

const inner = (name: string): Definition => ({
  StartAt: `${name} 1`,
  States: {
    [`${name} 1`]: { Type: "Pass", Next: `${name} 2` },
    [`${name} 2`]: { Type: "Succeed" },
  },
});

/** A state machine of up to 14 states whose transitions lead anywhere, also back and to itself, with machines inside it. */
export const definitions: fc.Arbitrary<Definition> = fc
  .record({
    seeds: fc.array(fc.nat(), { minLength: 1, maxLength: 14 }),
    names: fc.shuffledSubarray(NAMES, { minLength: NAMES.length }),
  })
  .map(({ seeds, names }) => {
    const nameAt = (index: number) =>
      `${names[index % names.length]}${index < names.length ? "" : ` ${index}`}`;
    const anyOf = (seed: number) => nameAt(seed % seeds.length);
    const states = seeds.map((seed, index): [string, State] => [
      nameAt(index),
      stateOf(seed, nameAt(index), anyOf),
    ]);
    return { StartAt: nameAt(0), States: Object.fromEntries(states) };
  });

function stateOf(seed: number, name: string, anyOf: (seed: number) => string): State {
  const next = seed % 3 === 0 ? { End: true } : { Next: anyOf(seed >> 4) };
  const condition = `{% $states.input.amount > ${seed} and $exists($states.input.customer.address) %}`;
  switch (seed % 5) {
    case 0:
      return {
        Type: "Choice",
        Choices: [
          { Condition: condition, Next: anyOf(seed >> 3) },
          { Condition: "{% true %}", Next: anyOf(seed >> 5) },
        ],
        Default: anyOf(seed >> 7),
      };
    case 1:
      return {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:s3:getObject",
        Catch: [{ ErrorEquals: ["States.Timeout", "States.TaskFailed"], Next: anyOf(seed >> 6) }],
        ...next,
      };
    case 2:
      return { Type: "Map", ItemProcessor: inner(`each ${name}`), ...next };
    case 3:
      return { Type: "Parallel", Branches: [inner(`left ${name}`), inner(`right ${name}`)], ...next };
    default:
      return { Type: "Pass", ...next };
  }
}
