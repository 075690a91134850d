import assert from "node:assert/strict";
import fc from "fast-check";
import { formatDiagnostics, levelOf, validate, variableReferences } from "../../../../packages/asl/validate";
import { lines, machineOf, schema, table } from "./check";

const hello = machineOf({ Type: "Pass" });

describe("validate", () => {
  describe("the text", () => {
    const token = `[Source: (String)"not a definition"; line: 1, column: 4]`;
    table([
      ["accepts a minimal definition", JSON.stringify(hello), []],
      [
        "rejects white space",
        " ",
        ["SCHEMA_VALIDATION_FAILED Definition must be a valid JSON object at undefined"],
      ],
      [
        "rejects an array",
        "[]",
        ["SCHEMA_VALIDATION_FAILED Definition must be a valid JSON object at undefined"],
      ],
      [
        "rejects an array, also with a duplicate field in it",
        '[{"a":1,"a":2}]',
        ["SCHEMA_VALIDATION_FAILED Definition must be a valid JSON object at undefined"],
      ],
      [
        "rejects null",
        null,
        ["SCHEMA_VALIDATION_FAILED Definition must be a valid JSON object at undefined"],
      ],
      [
        "quotes the token that is not JSON",
        "not a definition",
        [
          `INVALID_JSON_DESCRIPTION Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at ${token} at ${token}`,
        ],
      ],
      [
        "finds a missing comma",
        '{\n "a": 1\n "b": 2}',
        [/Unexpected character \('"' \(code 34\)\): was expecting comma .*line: 3, column: 3\]/s],
      ],
      [
        "finds a trailing comma",
        '{"a": 1,}',
        [/Unexpected character \('}' \(code 125\)\): was expecting double-quote to start field name/],
      ],
      [
        "finds an open object",
        '{"a": {',
        [/Unexpected end-of-input: expected close marker for Object \(start marker at .*column: 7\]/],
      ],
      ["finds an open array", '{"a": [1', [/Unexpected end-of-input: expected close marker for Array/]],
      ["finds an open string", '{"a', [/was expecting closing quote for a string value/]],
      ["finds an illegal escape", '{"a": "\\q"}', [/Illegal character or escape/]],
      ["finds text after the end", '{"a": 1} x', [/Unexpected character \('x'/]],
      ["rejects a number with a leading zero", '{"a": 01}', [/Unrecognized token '01'/]],
      [
        "rejects a very deep text without overflowing",
        `${"[".repeat(50_000)}`,
        [/nesting depth \(1001\) exceeds/],
      ],
      [
        "rejects more than 1 MiB",
        JSON.stringify({ ...hello, Comment: "x".repeat(1_048_576) }),
        [/must not be larger than 1048576 bytes/],
      ],
      [
        "accepts __proto__ as a state's name",
        '{"StartAt":"__proto__","States":{"__proto__":{"Type":"Succeed"}}}',
        [],
      ],
      ["keeps the last of two fields", '{"StartAt":"X","States":{"A":{"Type":"Succeed"}},"StartAt":"A"}', []],
    ]);

    it("finds a name given twice, if strict", () => {
      const text = '{"StartAt":"A","States":{"A":{"Type":"Succeed"},"\\u0041":{"Type":"Fail"}}}';
      assert.deepEqual(lines(validate(text, { strict: true })), [
        "DUPLICATE_FIELD Duplicate field 'A': only the last one counts at /States",
      ]);
    });
  });

  describe("the top level", () => {
    table([
      [
        "needs StartAt",
        { States: { A: { Type: "Succeed" } } },
        [schema("These fields are required: [StartAt]", "/")],
      ],
      ["needs States", { StartAt: "A" }, [schema("These fields are required: [States]", "/")]],
      ["needs both", {}, [schema("These fields are required: [StartAt, States]", "/")]],
      ["rejects an unknown field", { ...hello, Name: "x" }, [schema("Field 'Name' is not supported", "/")]],
      [
        "rejects another version",
        { ...hello, Version: "2.0" },
        [schema('Value must be one of [1.0], got "2.0"', "/Version")],
      ],
      [
        "rejects a timeout of zero",
        { ...hello, TimeoutSeconds: 0 },
        [schema("Minimum value is 1", "/TimeoutSeconds")],
      ],
      [
        "rejects an unknown language",
        { ...hello, QueryLanguage: "jsonata" },
        [/Value must be one of \[JSONPath, JSONata\], got "jsonata"/],
      ],
      [
        "rejects States that is a list",
        { StartAt: "A", States: [] },
        [schema("Expected value of type Object", "/States")],
      ],
      [
        "rejects a state that is text",
        { StartAt: "A", States: { A: "x", B: { Type: "Succeed" } } },
        [schema("Expected value of type Object", "/States/A"), /State "B" is not reachable/],
      ],
      ["takes an absent field for absent", { ...hello, Comment: undefined }, []],
    ]);
  });

  describe("options", () => {
    const path = { Type: "Pass", Parameters: { id: "$.id" } };

    it("reports warnings only when asked", () => {
      assert.deepEqual(validate(machineOf(path)), []);
      const [warning] = validate(machineOf(path), { severity: "WARNING" });
      assert.equal(warning?.code, "NO_DOLLAR");
      assert.equal(warning.location, "/States/S/Parameters/id");
    });

    it("distinguishes AWS's rules from its own", () => {
      const found = validate(machineOf({ Type: "Pass", OutputPath: "$x", Foo: 1 }), { strict: true });
      assert.deepEqual(found.map(levelOf), ["aws", "strict"]);
    });
  });
});

describe("validate, given anything", () => {
  const names =
    "StartAt States Type Next End Choices Catch Retry Branches ItemProcessor ProcessorConfig Assign".split(
      " ",
    );
  const text = fc.oneof(
    fc.constantFrom("A", "Map", "Parallel", "Choice", "Task", "Pass", "JSONata", "$.a", "{% $x %}"),
    fc.string(),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      text,
      fc.constantFrom(null, true, 0, -1, 1.5),
      fc.array(tie("value"), { maxLength: 3 }),
      tie("object"),
    ),
    object: fc.dictionary(
      fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...names, "A", "B", "x.$", "QueryLanguage", "ErrorEquals") },
        fc.string(),
      ),
      tie("value"),
    ),
  }));

  it("answers with diagnostics", () => {
    fc.assert(
      fc.property(
        fc.record({ StartAt: value, States: fc.dictionary(fc.constantFrom("A", "B", "C"), value) }),
        (definition) => {
          assert.ok(Array.isArray(validate(definition, { strict: true, severity: "WARNING" })));
          assert.deepEqual(
            validate(JSON.stringify(definition)),
            validate(JSON.parse(JSON.stringify(definition))),
          );
          variableReferences(definition);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("formatDiagnostics", () => {
  it("writes the message of InvalidDefinition", () => {
    const found = validate({ StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } });
    assert.equal(
      formatDiagnostics(found),
      "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next, MISSING_END_STATE: Workflow has no terminal state at null'",
    );
  });

  it("leaves out warnings, and says nothing where there are no errors", () => {
    const found = validate(machineOf({ Type: "Pass", Result: { id: "$.id" } }), { severity: "WARNING" });
    assert.equal(found[0]?.code, "PASS_RESULT_IS_STATIC");
    assert.equal(formatDiagnostics(found), undefined);
  });
});
