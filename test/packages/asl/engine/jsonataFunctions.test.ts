import assert from "node:assert/strict";
import type { Json } from "../../../../packages/asl/engine";
import { evaluate, failureOf } from "./evaluate";

type Row = [expression: string, expected: Json | undefined, input?: Json];

function yields(...rows: Row[]): void {
  for (const [expression, expected, input] of rows) {
    it(`${expression} → ${JSON.stringify(expected)}`, async () =>
      assert.deepEqual(await evaluate(expression, input), expected));
  }
}

function fails(...rows: [expression: string, ending: string][]): void {
  for (const [expression, ending] of rows) {
    it(`${expression} fails`, async () => assert.equal(await failureOf(expression), ending));
  }
}

const mismatch = (index: number, name: string) =>
  `. T0410: Argument ${index} of function "${name}" does not match function signature`;

describe("the functions that Step Functions adds to JSONata", () => {
  describe("$parse", () => {
    yields(
      ["$parse($states.input.absent)", undefined],
      ["$parse(\"[1.0, {'it\\\\'s': 'a \\\"b\\\"'}]\")", [1, { "it's": 'a "b"' }]],
      ["$parse($states.input)", { a: "it's" }, `{"a":"it's"}`],
      ["$parse($states.input)", { "'": 1 }, `{"'":1}`],
      ["$parse('12e2')", 1200],
      ["$parse('null')", null],
    );
    fails(
      ...["", " ", "1 2", "[1,]", "{a: 1}", "01", "1e999", "-Infinity", "[1e5, 2e308]", "''''"].map(
        (text): [string, string] => [`$parse(${JSON.stringify(text)})`, ". D3137: Invalid JSON"],
      ),
      [`$parse('{"k": {"a": 1, "a": 1}}')`, ". D3137: Invalid JSON"],
      ["$parse(1)", mismatch(1, "parse")],
      ["$parse('1', 1)", mismatch(2, "parse")],
    );
  });

  describe("$partition", () => {
    yields(
      ["$partition(['a', 'b', 'c'], 2)", [["a", "b"], ["c"]]],
      ["$partition([1, 2])", [[1, 2]]],
      ["$partition([])", [[]]],
      ["$partition([], 1)", undefined],
      ["$partition([1], 0.9)", undefined],
      ["$partition([1], -0.9)", undefined],
      ["$partition()", undefined],
    );
    fails(
      ["$partition([1], -1)", ". D3137: Second argument must be zero or greater"],
      ["$partition('a', 1)", '. T0412: Argument 1 of function "partition" must be an array of undefined'],
      ["$partition([1], true)", mismatch(2, "partition")],
      ["$partition([1], 1, 1)", mismatch(3, "partition")],
    );
  });

  describe("$range", () => {
    yields(
      ["$range(2, -3, -2)", [2, 0, -2]],
      ["$range(1, 3, 0)", undefined],
      ["$range(1, 3, $states.input.absent)", undefined],
      ["$range($states.input.absent, 3, 1)", undefined],
      ["$range(4, 4.9, 2)", 4],
      ["$count($range(1, 360145, 1))", 360145],
    );
    fails(
      ["$range()", mismatch(1, "range")],
      ["$range(1, '2', 1)", mismatch(2, "range")],
      [
        "$range(1, 1e12, 1)",
        ": Expression evaluation memory limit exceeded: Check for excessive memory usage",
      ],
    );
  });

  describe("$hash", () => {
    const unknown = (name: string) =>
      `. D3137: Hash algorithm '${name}' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5`;
    yields(
      ["$hash('é', 'MD5')", "66ddcd97cfdeabb2f6fb8a999b4bc76f"],
      ["$hash('a')", undefined],
      ["$hash($states.input.absent, 'MD5')", undefined],
    );
    fails(
      ["$hash('a', 'SHA256')", unknown("SHA256")],
      ["$hash('a', 'constructor')", unknown("constructor")],
      ["$hash('a', $states.input.absent)", unknown("null")],
      ["$hash()", mismatch(1, "hash")],
      ["$hash(true, 'MD5')", mismatch(1, "hash")],
      ["$hash('a', null)", mismatch(2, "hash")],
      ["$hash('a', 'MD5', 1)", mismatch(3, "hash")],
    );
  });

  describe("$random", () => {
    // java -e: new java.util.Random(seed).nextDouble()
    yields(
      ["$random(1)", 0.7308781907032909],
      ["$random(-1.5)", 0.26894263088050496],
      ["$random(1e300)", 0.26894263088050496],
      ["$random(-1e300)", 0.730967787376657],
      ["$random($states.input.absent)", 0.5],
    );
    fails(["$random(null)", mismatch(1, "random")], ["$random(1, 1)", mismatch(2, "random")]);
  });

  describe("$uuid", () => {
    yields(["[$uuid(), $uuid()]", ["id-1", "id-2"]]);
    fails(["$uuid(1)", mismatch(1, "uuid")]);
  });

  yields(["$map(['[1]', '[2]'], $parse)", [[1], [2]]], ["[1, 2] ~> $partition(1)", [[1], [2]]]);
});

describe("the functions of JSONata that Step Functions answers differently", () => {
  const now = Date.UTC(2025, 0, 1);

  describe("in any time zone", () => {
    for (const zone of ["UTC", "Asia/Kolkata", "America/New_York"]) {
      describe(zone, () => {
        let before: string | undefined;
        beforeEach(() => {
          before = process.env.TZ;
          process.env.TZ = zone;
        });
        afterEach(() => {
          if (before === undefined) delete process.env.TZ;
          else process.env.TZ = before;
        });
        yields(
          ["$toMillis('2025-07-01T12:30:00')", Date.UTC(2025, 6, 1, 12, 30)],
          ["$toMillis('2025-07-01T12:30:00.5')", Date.UTC(2025, 6, 1, 12, 30, 0, 500)],
          ["$toMillis('2025-07-01T12:30:00+0530')", Date.UTC(2025, 6, 1, 7)],
          ["$toMillis('2025-07')", Date.UTC(2025, 6, 1)],
          ["$toMillis('01.07.2025 12:30', '[D01].[M01].[Y0001] [H01]:[m01]')", Date.UTC(2025, 6, 1, 12, 30)],
          ["$toMillis('12:30', '[H01]:[m01]')", Date.UTC(2025, 0, 1, 12, 30)],
          ["$fromMillis(0, '[H01]:[m01]')", "00:00"],
          ["$now('[H01]:[m01]', '+0100')", "01:00"],
        );
      });
    }
  });

  yields(
    ["$fromMillis(0, '[H01]:[m01]', 'utc')", "00:00"],
    ["$fromMillis(0, '[H01]:[m01]', '+0130')", "01:30"],
    ["$fromMillis(true)", undefined],
    ["$states.input.at.$fromMillis('[Y]')", "1970", { at: 5 }],
    ["$now('[Y]', 'utc')", "2025"],
    ["$toMillis($now()) = $millis()", true],
    ["$millis()", now],
    ["$base64encode('é😀')", "w6nwn5iA"],
    ["$base64decode('w6nwn5iA')", "é😀"],
    ["$base64decode('w6k')", "é"],
    ["$base64decode('w6k=')", "é"],
    ["$base64decode('')", ""],
    ["$base64decode($states.input.absent)", undefined],
    ["$decodeUrlComponent('a+b%20%C3%A9%2B')", "a b é+"],
    ["$decodeUrlComponent('%C3%28')", "\ufffd("],
    ["$decodeUrlComponent($states.input.absent)", undefined],
    ["$replace('aaaa', 'a', 'b', 1.9)", "baaa"],
    ["$replace('aaaa', /a/, 'b', 0.5)", "aaaa"],
    ["$replace('a\u00a0\t\u2003b', /\\s/, '')", "a\u00a0\u2003b"],
    ["$replace('a\u00a0b', /[\\s,]/, '')", "a\u00a0b"],
    ["$replace('\u00a0 \u2003', /\\S/, '')", " "],
    ["$replace('\u00a0 x', /[^\\S]/, '')", "\u00a0x"],
    ["$replace('\u00a0 x', /[\\S]/, '')", " "],
    ["$split('a\\\\sb', /\\\\s/)", ["a", "b"]],
    ["$contains('[ ]', /[\\]]\\s?$/)", true],
    ["$pad('a', -3, '0')", "00a"],
  );
  fails(
    [
      "$toMillis('2025-07-01 12:30:00')",
      '. D3110: The argument of the toMillis function must be an ISO 8601 formatted timestamp. Given "2025-07-01 12:30:00"',
    ],
    ["$base64decode('YW-_')", ": Illegal base64 character 2d"],
    ["$base64decode('a')", ": Input byte[] should at least have 2 bytes for base64 bytes"],
    ["$base64decode('YWJjZ')", ": Last unit does not have enough valid bits"],
    ...["=YWI", "YW=", "YQ=Q", "YWJj="].map((text): [string, string] => [
      `$base64decode('${text}')`,
      ": Input byte array has wrong 4-byte ending unit",
    ]),
    ["$base64decode('YQ==YQ==')", ": Input byte array has incorrect ending byte at 4"],
    ["$base64decode(1)", mismatch(1, "base64decode")],
    ["$decodeUrlComponent('%4')", '. D3140: Malformed URL passed to $decodeUrlComponent(): "%4"'],
    [
      "$replace('a', 'a', 'b', -0.5)",
      ". D3011: Fourth argument of replace function must evaluate to a positive number",
    ],
    ["$millis(1)", mismatch(1, "millis")],
    ["$pad('a', 1e9)", ": Expression evaluation memory limit exceeded: Check for excessive memory usage"],
  );
});
