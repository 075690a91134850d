import { machineOf, schema, table } from "./check";

const end = { Type: "Pass", End: true };

describe("transitions", () => {
  table([
    [
      "accepts a loop with a way out",
      {
        StartAt: "A",
        States: {
          A: { Type: "Pass", Next: "B" },
          B: { Type: "Choice", Choices: [{ Variable: "$.x", IsNull: true, Next: "A" }], Default: "C" },
          C: { Type: "Succeed" },
        },
      },
      [],
    ],
    [
      "finds a StartAt that does not exist",
      { StartAt: "X", States: { A: end } },
      [
        "MISSING_TRANSITION_TARGET Missing 'Next' target: X at /StartAt",
        'MISSING_TRANSITION_TARGET State "A" is not reachable. at /States/A',
      ],
    ],
    [
      "finds a Next that does not exist, and that nothing ends",
      { StartAt: "A", States: { A: { Type: "Pass", Next: "X" } } },
      [
        "MISSING_TRANSITION_TARGET Missing 'Next' target: X at /States/A/Next",
        "MISSING_END_STATE Workflow has no terminal state at undefined",
      ],
    ],
    [
      "finds a loop without a way out, and nothing more",
      {
        StartAt: "A",
        States: {
          A: { Type: "Pass", Next: "B" },
          B: { Type: "Pass", Next: "A" },
          C: { Type: "Pass", Next: "A" },
        },
      },
      ["MISSING_END_STATE Workflow has no terminal state at undefined"],
    ],
    [
      "finds what is unreachable",
      { StartAt: "A", States: { A: end, B: { Type: "Pass", Next: "A" } } },
      ['MISSING_TRANSITION_TARGET State "B" is not reachable. at /States/B'],
    ],
    [
      "finds the targets of choices, Default and catchers",
      {
        StartAt: "C",
        States: {
          C: {
            Type: "Choice",
            Choices: [
              { Variable: "$.x", IsNull: true, Next: "X" },
              { Variable: "$.y", IsNull: true, Next: "T" },
            ],
            Default: "Y",
          },
          T: {
            Type: "Task",
            Resource: "arn:aws:lambda:us-east-1:123456789012:function:f",
            Catch: [{ ErrorEquals: ["States.ALL"], Next: "Z" }],
            End: true,
          },
        },
      },
      [
        "MISSING_TRANSITION_TARGET Missing 'Next' target: X at /States/C/Choices[0]/Next",
        "MISSING_TRANSITION_TARGET Missing 'Next' target: Y at /States/C/Default",
        "MISSING_TRANSITION_TARGET Missing 'Next' target: Z at /States/T/Catch[0]/Next",
      ],
    ],
    [
      "stays within a branch",
      {
        StartAt: "P",
        States: {
          P: {
            Type: "Parallel",
            Branches: [{ StartAt: "A", States: { A: { Type: "Pass", Next: "P" }, B: end } }],
            End: true,
          },
        },
      },
      [
        "MISSING_TRANSITION_TARGET Missing 'Next' target: P at /States/P/Branches[0]/States/A/Next",
        'MISSING_TRANSITION_TARGET State "B" is not reachable. at /States/P/Branches[0]/States/B',
      ],
    ],
    [
      "names the scope inside which nothing ends",
      {
        StartAt: "M",
        States: {
          M: {
            Type: "Map",
            ItemProcessor: { StartAt: "A", States: { A: { Type: "Pass", Next: "A" } } },
            End: true,
          },
        },
      },
      ["MISSING_END_STATE Workflow has no terminal state at /States/M/ItemProcessor"],
    ],
    [
      "wants Next or End",
      { StartAt: "A", States: { A: { Type: "Pass" }, B: { Type: "Succeed" } } },
      [schema("One of these fields is required: [Next, End]", "/States/A"), /State "B" is not reachable/],
    ],
    [
      "wants End to be true",
      {
        StartAt: "A",
        States: { A: { Type: "Pass", End: false, Next: "B" }, B: { Type: "Wait", Seconds: 1, End: false } },
      },
      [schema("One of these fields is required: [Next, End]", "/States/B"), /MISSING_END_STATE/],
    ],
    [
      "rejects Next and End",
      { StartAt: "A", States: { A: { Type: "Pass", Next: "A", End: true } } },
      [schema("There should only be one of the following fields: [Next, End]", "/States/A")],
    ],
    [
      "rejects a Choice that ends",
      machineOf({ Type: "Choice", Choices: [{ Variable: "$.x", IsNull: true, Next: "S" }], End: true }),
      [schema("Field 'End' is not supported", "/States/S")],
    ],
  ]);
});

describe("names", () => {
  const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: "Succeed" } } });
  table([
    [
      "are unique in the whole machine",
      machineOf({ Type: "Parallel", Branches: [branch("A"), branch("A"), branch("S")] }),
      [
        "DUPLICATE_STATE_NAME Duplicate State name: A at /States/S/Branches[1]/States/A",
        "DUPLICATE_STATE_NAME Duplicate State name: S at /States/S/Branches[2]/States/S",
      ],
    ],
    [
      "have at most 80 characters",
      branch("x".repeat(81)),
      [/^INVALID_STATE_NAME A state name must have 1 to 80 characters, got 81 at/],
    ],
    ["may have 80", branch("x".repeat(80)), []],
    ["are not empty", branch(""), [/^INVALID_STATE_NAME/]],
  ]);
});
