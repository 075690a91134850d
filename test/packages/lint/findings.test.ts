// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders are what is tested
import assert from "node:assert/strict";
import { lintText } from "../../../packages/lint/findings";
import { RULES } from "../../../packages/lint/rules";

/** `line:column code pointer`, of each finding. */
const lint = (text: string, file = "order.asl.json", type?: "EXPRESS"): string[] =>
  lintText(file, text, { type }).map(
    ({ line, column, code, pointer }) => `${line}:${column} ${code} ${pointer}`,
  );

const machine = (states: string): string => `{\n"StartAt": "A", "States": {\n${states}}}`;

describe("lintText", () => {
  it("finds nothing in a definition that Step Functions takes", () => {
    assert.deepEqual(lint(machine('"A": {"Type": "Succeed"}')), []);
    assert.deepEqual(lint("StartAt: A\nStates:\n  A: {Type: Succeed}\n", "order.asl.yaml"), []);
  });

  it("names the value, the name of what is larger, and the nearest that exists", () => {
    assert.deepEqual(lint(machine('"A": {"Type": "Pass",\n "Next": "B"},\n"C": {"Type": "Pass"}')), [
      "1:1 MISSING_END_STATE ",
      "4:10 MISSING_TRANSITION_TARGET /States/A/Next",
      "5:1 SCHEMA_VALIDATION_FAILED /States/C",
    ]);
  });

  it("reads names that look like parts of a location", () => {
    const text = machine(
      '"A": {"Type": "Pass", "Next": "A/Next"}, "A/Next": {"Type": "Pass", "Next": "a[0]~"},\n"a[0]~": {"Type": "X"}',
    );
    const [finding] = lintText("x.json", text).filter(({ line }) => line === 4);
    assert.equal(finding!.pointer, "/States/a[0]~0/Type");
    assert.deepEqual([finding!.line, finding!.column, finding!.endColumn], [4, 19, 22]);
  });

  it("counts items of arrays", () => {
    const retry =
      '"A": {"Type": "Succeed"}, "B": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",\n"Retry": [{"ErrorEquals": ["E"]},\n {"ErrorEquals": ["F"], "MaxAttempts": -1}]}';
    assert.ok(lint(machine(retry)).includes("5:40 SCHEMA_VALIDATION_FAILED /States/B/Retry/1/MaxAttempts"));
  });

  it("reports as errors what Step Functions rejects, and the rest as warnings", () => {
    const text = machine(
      '"A": {"Type": "Choice", "Choices": [{"Variable": "$.a[-1]", "IsNull": true, "Next": "B"}]}, "B": {"Type": "Succeed", "X": 1}',
    );
    const severities = Object.fromEntries(
      lintText("x.json", text).map(({ code, severity }) => [code, severity]),
    );
    assert.deepEqual(severities, {
      NO_DEFAULT: "warning",
      SURPRISING_PATH: "warning",
      SCHEMA_VALIDATION_FAILED: "error",
    });
    for (const { severity, code } of lintText("x.json", text)) assert.equal(severity, RULES[code].level);
  });

  it("says where a text is no JSON, or no YAML", () => {
    assert.deepEqual(lint('{"StartAt": "A",\n "States": {,}}'), ["2:14 INVALID_JSON_DESCRIPTION "]);
    assert.deepEqual(lint("a: [1\nb: 2", "x.yaml"), ["2:1 INVALID_YAML "]);
    assert.deepEqual(lint("a: 1\n---\nb: 2", "x.yml"), ["2:1 INVALID_YAML "]);
    assert.match(lintText("x.json", "{,}")[0]!.message, /^Unexpected character \(','[^\n]*$/);
  });

  for (const [what, text] of [
    ["nothing", ""],
    ["a number", "1"],
    ["a list", "[]"],
    ["null", "null"],
  ] as const)
    it(`rejects ${what}`, () => {
      for (const file of ["x.json", "x.yaml", "stdin"])
        assert.deepEqual(lint(text, file), ["1:1 SCHEMA_VALIDATION_FAILED "], file);
    });

  it("ends aliases that contain themselves or multiply", () => {
    assert.match(lintText("x.yaml", "a: &x\n  b: *x\n")[0]!.message, /^the alias \*x contains itself$/);
    const lists = Array.from(
      { length: 9 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(", ")}]`,
    );
    assert.match(
      lintText("x.yaml", `l0: &l0 [1]\n${lists.join("\n")}`)[0]!.message,
      /^more than 1000000 values$/,
    );
  });

  it("ends what is nested without end", () => {
    for (const file of ["x.json", "x.yaml"])
      assert.equal(lintText(file, "[".repeat(100_000) + "]".repeat(100_000)).length, 1, file);
  });

  it("reads what YAML merges, and leaves open what its versions read differently", () => {
    const text = [
      "StartAt: A",
      "States:",
      "  A: &wait {Type: Wait, Seconds: 1, Next: No}",
      "  No:",
      "    <<: *wait",
      "    Next: C",
      "  C: {Type: Pass, End: yes}",
      "  D: {<<: [{Seconds: x}, *wait], Next: A}",
    ];
    assert.deepEqual(lint(text.slice(0, 7).join("\n"), "x.yaml"), []);
    assert.deepEqual(lint(text.join("\n"), "x.yaml"), ["8:3 SCHEMA_VALIDATION_FAILED /States/D"]);
    assert.deepEqual(lint(text.slice(0, 7).join("\n").replace("&wait {", "&wait {X: 1, "), "x.yaml"), [
      "3:3 SCHEMA_VALIDATION_FAILED /States/A",
      "4:3 SCHEMA_VALIDATION_FAILED /States/No",
    ]);
  });

  it("reads aliases and warns of duplicate names", () => {
    const text =
      "StartAt: A\nStates:\n  A: &pass\n    Type: Pass\n    Type: Pass\n    Next: B\n  B: *pass\n  C: {Type: Succeed}\n";
    assert.deepEqual(lint(text, "x.yaml"), [
      "5:5 DUPLICATE_FIELD /States/A/Type",
      "8:3 MISSING_TRANSITION_TARGET /States/C",
    ]);
    assert.deepEqual(lint('{"StartAt": "A",\n"States": {"A": {"Type": "Succeed"}},\n"StartAt": "A"}'), [
      "3:1 DUPLICATE_FIELD /StartAt",
    ]);
  });

  it("applies the rules of the type", () => {
    const text = machine(
      '"A": {"Type": "Task", "End": true, "Resource": "arn:aws:states:::states:startExecution.sync",\n"Parameters": {"StateMachineArn": "x"}}',
    );
    assert.deepEqual(lint(text), []);
    assert.deepEqual(lint(text, "x.json", "EXPRESS"), ["3:48 SCHEMA_VALIDATION_FAILED /States/A/Resource"]);
  });
});

describe("placeholders", () => {
  const task = (fields: string): string => machine(`"A": {"Type": "Task", "End": true, ${fields}}`);

  it("satisfy every rule as a value, within a text, and without quotes", () => {
    for (const fields of [
      '"Resource": "${FunctionArn}"',
      '"Resource": "arn:${Partition}:lambda:${Region}:${Account}:function:f"',
      '"Resource": "${Function.Arn}", "TimeoutSeconds": ${Timeout}',
      '"Resource": "${F}", "TimeoutSeconds": 1${Zeros}, "HeartbeatSeconds": ${a}${b}',
      '"Resource": "${F}", "Parameters": ${jsonencode({ a = "b" })}',
      '"Resource": "${F}", "Parameters": {"${Name}": 1, "x.$": "$.${Field}"}',
      '"Resource": "${f("x")}", "Retry": ${Retry}',
    ])
      assert.deepEqual(lint(task(fields)), [], fields);
  });

  it("satisfy every rule in YAML, in flow collections too", () => {
    const text =
      "StartAt: ${First}\nStates:\n  A: {Type: Task, Resource: ${F}, End: true, TimeoutSeconds: ${T}}\n  B:\n    Type: Wait\n    Seconds: ${Seconds}\n    Next: ${First}\n";
    assert.deepEqual(lint(text, "x.yaml"), []);
  });

  it("may name states", () => {
    assert.deepEqual(
      lint(
        '{"StartAt": "${A}", "States": {"${A}": {"Type": "Pass", "Next": "${B}"}, "${B}": {"Type": "Succeed"}}}',
      ),
      [],
    );
  });

  it("move nothing", () => {
    const text = task('"Resource": "${F}", "TimeoutSeconds": ${Timeout}, "HeartbeatSeconds": "x"');
    const column = text.split("\n")[2]!.indexOf('"x"') + 1;
    assert.deepEqual(lint(text), [`3:${column} SCHEMA_VALIDATION_FAILED /States/A/HeartbeatSeconds`]);
  });

  it("cost no more time than there is text", () => {
    for (const text of [
      `"${"${".repeat(200_000)}"`,
      "a".repeat(400_000),
      `${"a".repeat(40)}\${`.repeat(10_000),
      '"'.repeat(399_999),
    ]) {
      // What takes the square of the text's length would not end within the time of the test.
      assert.equal(lintText("x.json", text).length, 1);
    }
  });

  it("that are not closed are text", () => {
    assert.deepEqual(lint(task('"Resource": "${F"\n')), ["3:48 SCHEMA_VALIDATION_FAILED /States/A/Resource"]);
  });

  it("are named as they were written", () => {
    const text = machine('"A": {"Type": "Succeed"}, "${B}": {"Type": "Succeed"}, "${C}": 1');
    for (const { message, pointer } of lintText("x.json", text))
      assert.doesNotMatch(message + pointer, /[\uE000-\uF8FF]/);
  });
});

describe("templates", () => {
  it("of SAM: definitions, with functions and tags, and the type", () => {
    const text = [
      "Resources:",
      "  F: {Type: AWS::Serverless::Function}",
      "  Machine:",
      "    Type: AWS::Serverless::StateMachine",
      "    Properties:",
      "      Type: EXPRESS",
      "      Definition:",
      "        StartAt: A",
      "        States:",
      "          A: {Type: Task, Resource: !GetAtt F.Arn, Next: B}",
      "          B: {Type: Task, Resource: {Fn::GetAtt: [F, Arn]}, Next: C}",
      "          C: {Type: Task, Resource: !Sub 'arn:${X}', TimeoutSeconds: !Ref T, Next: D}",
      "          D: {Type: Task, Resource: arn:aws:states:::lambda:invoke.waitForTaskToken, End: true}",
    ].join("\n");
    assert.deepEqual(
      lint(text, "template.yaml").filter((each) => !each.includes("MISSING")),
      ["13:37 SCHEMA_VALIDATION_FAILED /Resources/Machine/Properties/Definition/States/D/Resource"],
    );
  });

  it("of CloudFormation: texts, in a literal block with their own places", () => {
    const resource = (text: string): string =>
      `Resources:\n  Machine:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      DefinitionString: ${text}\n`;
    const block =
      '{\n          "StartAt": "A",\n          "States": {"A": {"Type": "Wait", "End": true, "Resource": "${F.Arn}"}}\n        }';
    const pointer = "/Resources/Machine/Properties/DefinitionString/States/A";
    for (const header of ["|", "!Sub |", "|-"])
      assert.deepEqual(lint(resource(`${header}\n        ${block}`), "t.yaml"), [
        `8:22 SCHEMA_VALIDATION_FAILED ${pointer}`,
        `8:22 SCHEMA_VALIDATION_FAILED ${pointer}`,
      ]);
    assert.deepEqual(
      lint(resource(`!Sub ['{"StartAt": "A", "States": {"A": {"Type": "X"}}}', {}]`), "t.yaml"),
      [
        "5:31 SCHEMA_VALIDATION_FAILED /Resources/Machine/Properties/DefinitionString/States/A/Type",
        "5:31 MISSING_END_STATE /Resources/Machine/Properties/DefinitionString",
      ],
    );
    assert.deepEqual(lint(resource("!Join ['', ['{', '}']]"), "t.yaml"), []);
  });

  it("in JSON, with a definition in Fn::Sub", () => {
    const text = JSON.stringify({
      Resources: {
        M: {
          Type: "AWS::StepFunctions::StateMachine",
          Properties: { DefinitionString: { "Fn::Sub": '{"StartAt": "${A}"}' } },
        },
      },
    });
    assert.deepEqual(
      lintText("template.json", text).map(({ message }) => message),
      ["These fields are required: [States]"],
    );
  });

  it("of the Serverless Framework", () => {
    const text =
      "service: x\nstepFunctions:\n  stateMachines:\n    one:\n      type: EXPRESS\n      definition:\n        StartAt: A\n        States:\n          A: {Type: Succeed, X: 1}\n    two:\n      definition: ${file(two.yml)}\n";
    assert.deepEqual(lint(text, "serverless.yml"), [
      "9:11 SCHEMA_VALIDATION_FAILED /stepFunctions/stateMachines/one/definition/States/A",
    ]);
  });

  it("without a state machine have nothing to say", () => {
    assert.deepEqual(lint("Resources:\n  Q: {Type: AWS::SQS::Queue}\n", "template.yaml"), []);
  });
});
