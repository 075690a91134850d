import assert from "node:assert/strict";
import { validate } from "../../../../packages/asl/validate";
import { type Json, machineOf } from "./check";

const warningsOf = (state: Json) =>
  validate(machineOf(state), { strict: true, severity: "WARNING" }).map(
    ({ severity, code, message, location }) => `${severity} ${code} ${location}: ${message}`,
  );

describe("paths that Step Functions reads in another way than they look", () => {
  const cases: [string, RegExp][] = [
    [`$.a[?(@.b == "x")]`, /the text "x" is compared with its double quotes.*write 'x' in single quotes/],
    ["$.a[-1]", /the index -1 is out of bounds of every array.*write '\[\(@\.length-1\)\]'/],
    ["$.a[0,-2]", /the index -2 is out of bounds/],
    ["$.a[?(@.b[-1] == 1)]", /the index -1 is out of bounds/],
    ["$.a.length()", /'length\(\)' is a property of that name.*States\.ArrayLength/],
    ["$.a[?(@.b.size() > 1)]", /'size\(\)' is a property/],
    ["$.a[?((@.b == 1 || @.b == 2) && @.c == 3)]", /parentheses group nothing/],
    ["$.a[?(!(@.b == 1))]", /'!\(…\)' negates nothing/],
    ["$.a[?(@.b=1)]", /a single '=' is part of a name/],
    ["$.a[?(@.b =~ 'x')]", /'=~' needs a regular expression between slashes/],
    ["$.a[1:-1]", /a negative bound of '\[1:-1\]' does not count from the end/],
    ["$.a[0:4:2]", /a step has no effect in a slice/],
    ["$.a[?(@.b)][0]", /the index that follows a filter or a slice is applied to each item/],
    ["$.a[-1:][0]", /the index that follows a filter or a slice/],
    ["$['a','b'].c", /several names in brackets can only come last/],
    ["$['a]b']", /the brackets name nothing/],
  ];
  for (const [path, warning] of cases) {
    it(`warns of ${path}`, () => {
      const warnings = warningsOf({ Type: "Pass", OutputPath: path });
      assert.equal(warnings.length, 1, warnings.join("\n"));
      assert.match(warnings[0]!, warning);
      assert.ok(
        warnings[0]!.startsWith(`WARNING SURPRISING_PATH /States/S/OutputPath: In the path '${path}', `),
        warnings[0],
      );
    });
  }

  const good = [
    "$.a[?(@.b == 'x')]",
    `$.a[?(@.b == 'say "x"')]`,
    "$.a[(@.length-1)]",
    "$.a[?(@.t == 'a(b)' && @.c == 1 || @.d == 2)]",
    "$.a[?(@.t =~ /(a|b)=1/)]",
    "$.a[?(@.b == 1 && @.c == 2)]",
    "$.a[?((@.b == 1) || (@.c == 2))]",
    "$.a[-2:]",
    "$.a[:-1]",
    "$.a[*][0]",
    "$.a[1:3]['b','c']",
    "$.f(x",
  ];
  for (const path of good)
    it(`does not warn of ${path}`, () =>
      assert.deepEqual(warningsOf({ Type: "Pass", OutputPath: path }), []));

  it("warns in templates, arguments of functions, and rules", () => {
    const found = [
      ...warningsOf({ Type: "Pass", Parameters: { a: [{ "b.$": "$.x[-1]" }] } }),
      ...warningsOf({
        Type: "Pass",
        Parameters: { "b.$": "States.Format('{}', States.ArrayLength($.x.size()))" },
      }),
      ...warningsOf({ Type: "Wait", SecondsPath: "$.x[-1]" }),
      ...warningsOf({ Type: "Fail", CausePath: "States.Format('{}', $.x[-1])" }),
    ];
    assert.deepEqual(
      found.map((warning) => /^WARNING SURPRISING_PATH (\S+): /.exec(warning)?.[1]),
      ["/States/S/Parameters/a[0]", "/States/S/Parameters", "/States/S/SecondsPath", "/States/S/CausePath"],
    );
  });

  it("are found in paths of any length in linear time", () => {
    for (const path of [
      `$${".a".repeat(200_000)}[-1]`,
      `$[?(${"@.a && ".repeat(50_000)}@.b[-1])]`,
      `$[${" ".repeat(200_000)}-1]`,
      `$[?(@.a == ${"1".repeat(200_000)}x && @.b == ${"(".repeat(50_000)}${")".repeat(50_000)} && @.c[-1])]`,
    ]) {
      const started = performance.now();
      const [warning] = warningsOf({ Type: "Pass", OutputPath: path });
      assert.match(warning ?? "", /the index -1 is out of bounds/);
      assert.ok(
        performance.now() - started < 5000,
        `${path.slice(0, 20)}…: ${performance.now() - started} ms`,
      );
    }
  });

  it("are no diagnostics of Step Functions", () => {
    const machine = machineOf({ Type: "Pass", OutputPath: "$.a[-1]" });
    assert.deepEqual(validate(machine, { severity: "WARNING" }), []);
  });
});
