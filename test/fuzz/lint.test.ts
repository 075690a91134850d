import assert from "node:assert/strict";
import * as fc from "fast-check";
import { formatDiagnostics, validate } from "../../packages/asl";
import { lintText } from "../../packages/lint/findings";
import { renderFinding } from "../../packages/lint/render";
import { assertMessage, assertUnpolluted } from "./answers";
import { fuzz } from "./fuzz";
import { anyText } from "./values";

const JSON_TEXT = `{
  "StartAt": "A",
  "QueryLanguage": "JSONPath",
  "States": {
    "A": {"Type": "Task", "Resource": "\${Function.Arn}", "TimeoutSeconds": \${Timeout}, "Next": "B",
      "Parameters": {"x.$": "$.list[?(@.a == 'x')][-1]", "y.$": "States.Format('{}', $$.State.Name)"},
      "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}], "Catch": [{"ErrorEquals": ["E"], "Next": "B"}]},
    "B": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "C"}], "Default": "C"},
    "C": {"Type": "Map", "ItemProcessor": {"StartAt": "D", "States": {"D": {"Type": "Pass", "End": true}}}, "Next": "E"},
    "E": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.a[0] %}", "End": true}
  }
}`;
const YAML_TEXT = `Resources:
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: A
        States:
          A: &a {Type: Pass, Result: !Ref X, Next: B}
          B:
            <<: *a
            Type: Wait
            Seconds: \${Seconds}
            End: true
  N:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: !Sub |
        {"StartAt": "A",
         "States": {"A": {"Type": "Succeed", "X": "\${N}"}}}
`;
const PIECES = [
  "{",
  "}",
  "[",
  "]",
  '"',
  ":",
  ",",
  "\n",
  "  ",
  "- ",
  "${",
  "&a ",
  "*a",
  "!Sub ",
  "|\n",
  "#",
  "'",
  "\t",
  "{%",
  "\\",
  "---\n",
];

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(30),
  insert: fc.oneof(fc.constantFrom("", ...PIECES), anyText),
});

const edited = (text: string, edits: readonly { at: number; remove: number; insert: string }[]): string =>
  edits.reduce((whole, { at, remove, insert }) => {
    const from = Math.floor(at * whole.length);
    return whole.slice(0, from) + insert + whole.slice(from + remove);
  }, text);

describe("fuzz of the linter", () => {
  const texts = fc
    .tuple(fc.constantFrom(JSON_TEXT, YAML_TEXT), fc.array(edit, { maxLength: 4 }))
    .map(([text, edits]) => edited(text, edits));
  const files = fc.constantFrom("x.json", "x.yaml", "stdin");

  fuzz("finds places that the text has, in any text", 300, fc.tuple(files, texts), ([file, text]) => {
    const lines = text.split("\n");
    for (const finding of lintText(file, text)) {
      const { line, column, endLine, endColumn, message, pointer } = finding;
      assert.ok(line >= 1 && line <= lines.length, `line ${line} of ${lines.length}`);
      assert.ok(
        column >= 1 && column <= lines[line - 1]!.length + 1,
        `column ${column} of ${lines[line - 1]}`,
      );
      assert.ok(endLine > line || (endLine === line && endColumn >= column), JSON.stringify(finding));
      assert.match(pointer, /^(\/|$)/);
      assertMessage(message, text);
      for (const shown of renderFinding(finding).split("\n").slice(1, -1))
        assert.ok([...shown].length <= 80, shown);
    }
    assertUnpolluted();
  });

  const definitions = fc
    .array(edit, { maxLength: 2 })
    .map((edits) => edited(JSON_TEXT.replace(/\$\{\w+(\.\w+)?\}/g, "1"), edits))
    .filter((text) => !text.includes("${"));

  fuzz("rejects what the validator rejects, and nothing else", 300, definitions, (text) => {
    const rejected = formatDiagnostics(validate(text)) !== undefined;
    const errors = lintText("x.json", text).filter(({ severity }) => severity === "error");
    assert.equal(errors.length > 0, rejected, JSON.stringify(errors));
  });
});
