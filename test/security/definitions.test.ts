import assert from "node:assert/strict";
import { CloudClock, type LocalServices, startLocalServices } from "../../packages/local-cloud";
import { INTERNAL } from "./program";

interface Tested {
  status: string;
  error?: string;
  cause?: string;
  output?: string;
}

/** A definition, or the data that it computes with, must not reach anything on this machine but its own input. */
describe("attack: definitions that reach for the host", function () {
  this.timeout(60_000);
  let services: LocalServices;
  before(async () => {
    const onError = (error: unknown) => assert.fail(error as Error);
    services = await startLocalServices({ clock: new CloudClock(), onError });
  });
  after(() => services.close());
  afterEach(() => assert.deepEqual(Object.keys(Object.prototype), []));

  /** The outcome of the state, or the rejection of its definition; always within a short time, even on a busy machine. */
  const test = async (state: object, input: unknown = {}): Promise<Tested> => {
    const { cloud } = services;
    const definition = JSON.stringify(state);
    const started = performance.now();
    try {
      const call = cloud.call(cloud.administrator, "states", "TestState", {
        definition,
        input: JSON.stringify(input),
      });
      return (await call) as unknown as Tested;
    } catch (error) {
      return { status: "REFUSED", error: (error as { code: string }).code, cause: (error as Error).message };
    } finally {
      assert.ok(performance.now() - started < 10_000, definition.slice(0, 200));
    }
  };
  const jsonata = (expression: string, input?: unknown) =>
    test({ Type: "Pass", QueryLanguage: "JSONata", Output: `{% ${expression} %}`, End: true }, input);
  const path = (text: string, input?: unknown) =>
    test({ Type: "Pass", Parameters: { "x.$": text }, End: true }, input);

  const failsBy = (error: string, { status, ...end }: Tested, what: string) => {
    assert.deepEqual([status === "SUCCEEDED", end.error], [false, error], what);
    assert.doesNotMatch(String(end.cause), INTERNAL, what);
  };

  it("have no way from a JSONata value to a constructor, a function's inside or the process", async () => {
    const reaches = [
      "$eval('1')",
      "$eval($states.input.code)",
      "{}.constructor",
      "{}.constructor.constructor('return process')()",
      "($states).constructor.constructor('return process')()",
      "$lookup($states, 'constructor')",
      "$lookup($states, '__proto__')",
      "$lookup($uuid, 'constructor')",
      "$random.constructor.constructor('return process')()",
      "$now.implementation",
      "($f := function($x){$x}; $lookup($f, 'environment'))",
      "($f := function($x){$x}; $spread($f))",
      "{}.valueOf()",
      "{}.__defineGetter__('input', $now)",
      "{}.__lookupGetter__('__proto__')()",
      "$map([1], {}.constructor)",
      "/a/.constructor",
      "$process",
    ];
    const code = "$process.env";
    for (const each of reaches) failsBy("States.QueryEvaluationError", await jsonata(each, { code }), each);
    const refused = [
      "process",
      "require('fs')",
      "globalThis",
      "this",
      "$states.constructor",
      "$states.__proto__",
    ];
    for (const each of refused) {
      failsBy("InvalidDefinition", await jsonata(each), each);
    }
  });

  it("change no prototype", async () => {
    const pollution = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    const input = JSON.parse(pollution);
    const states = [
      ...[
        "$states.input ~> |$|{'__proto__': {'polluted': 1}}|",
        "{} ~> |__proto__|{'polluted': 1}|",
        "{} ~> |constructor.prototype|{'polluted': 1}|",
        "$merge([{}, $states.input])",
        `$parse('${pollution}')`,
        "$states.input.{'__proto__': $}",
      ].map((each) => ({ QueryLanguage: "JSONata", Output: `{% ${each} %}` })),
      { QueryLanguage: "JSONata", Assign: input },
      { QueryLanguage: "JSONata", Output: { ["__proto__"]: "{% $states.input %}" } },
      { ResultPath: "$.__proto__.polluted", Result: 1 },
      { ResultPath: "$.constructor.prototype.polluted", Result: 1 },
      { Parameters: { "__proto__.$": "$" } },
      { Parameters: { "x.$": "States.JsonMerge($, $, false)" } },
      {
        Parameters: {
          "x.$": `States.StringToJson('${pollution.replaceAll("{", "\\{").replaceAll("}", "\\}")}')`,
        },
      },
      { ResultSelector: input },
    ];
    for (const state of states) {
      const { status } = await test({ Type: "Pass", End: true, ...state }, input);
      assert.match(status, /SUCCEEDED|FAILED|REFUSED/);
      assert.equal(({} as { polluted?: unknown }).polluted, undefined, JSON.stringify(state));
    }
  });

  it("see nothing but own properties by JSONPath, and run no code in filters", async () => {
    for (const each of [
      "$.constructor",
      "$.__proto__",
      "$['__proto__']",
      "$.toString",
      "$.a.length.constructor",
      "$.a.length",
      "$.a[(@.length-1)]",
      "$.constructor()",
      "$.constructor.constructor()",
    ]) {
      failsBy("States.Runtime", await path(each, { a: [] }), each);
    }
    for (const each of [
      "$[?(process.exit())]",
      "$.a[(process.exit())]",
      "$.a[(@.constructor)]",
      "$[?(require('fs'))]",
      "$.constructor.constructor('return process')()",
    ]) {
      failsBy("InvalidDefinition", await path(each, { a: [] }), each);
    }
    // As Jayway JsonPath 2.0.0: functions are properties of that name, and nothing has one.
    for (const each of [
      "$..constructor",
      "$..['__proto__']",
      "$[?(@.constructor('x'))]",
      "$[?(@.constructor)]",
      "$[?(@.__proto__)]",
      "$.a[?(@.constructor.constructor())]",
      "$[?(@.toString != 'x')]",
      "$[?(@.a.length >= 0)]",
    ]) {
      assert.deepEqual(JSON.parse((await path(each, { a: [] })).output!), { x: [] }, each);
    }
    const named = await path("$['a','constructor','__proto__','toString']", { a: 1 });
    assert.deepEqual(JSON.parse(named.output!), { x: { a: 1 } });
  });

  it("know no functions other than the States Language's", async () => {
    for (const each of [
      "States.constructor('x')",
      "States.__proto__('x')",
      "States.toString()",
      "process.exit()",
    ]) {
      failsBy("InvalidDefinition", await path(each), each);
    }
    failsBy("States.IntrinsicFailure", await path("States.Hash('a', 'constructor')"), "an algorithm");
  });

  it("end soon if they would take all memory or time", async () => {
    for (const each of [
      "States.ArrayRange(0, 100000000000, 1)",
      "States.ArrayRange(0, 1e308, 1)",
      `States.Base64Decode('${"A".repeat(20_000)}')`,
    ]) {
      failsBy("States.IntrinsicFailure", await path(each), each);
    }
    for (const each of [
      "($f := function($n){1 + $f($n + 1)}; $f(0))",
      "$range(0, 100000000, 1)",
      "[1..100000000]",
      "$length($pad('x', 1000000000))",
      "$reduce([1..40], function($a, $b){$a & $a}, 'aaaaaaaaaa')",
      "$power(10, 400)",
      "$match($states.input.text, /^(a+)+$/)",
    ]) {
      failsBy("States.QueryEvaluationError", await jsonata(each, { text: `${"a".repeat(60)}!` }), each);
    }
    const backtracking = { a: [{ x: `${"a".repeat(60)}!` }] };
    for (const each of ["^(a+)+$", "(?i)(A|A?)+", "([a-z]+)*", "(.*a){12}x"]) {
      const found = await path(`$.a[?(@.x =~ /${each}/)]`, backtracking);
      assert.deepEqual(JSON.parse(found.output!), { x: [] }, each);
    }
    for (const each of ["(a+)+\\1b", "(?=(a+)+$)b", "(a+a+)+b++"]) {
      failsBy("States.Runtime", await path(`$.a[?(@.x =~ /${each}/)]`, backtracking), each);
    }
    for (const nested of [`$[?(${"(".repeat(5000)}`, `States.Array(${"States.Array(".repeat(2000)}`]) {
      failsBy("InvalidDefinition", await path(nested), "what is nested deeply");
    }
    const wildcards = { Variable: "$.a", StringMatches: `${"*".repeat(200)}b`, Next: "X" };
    const choice = { Type: "Choice", Choices: [wildcards], Default: "Y" };
    assert.equal((await test(choice, { a: "a".repeat(5000) })).status, "SUCCEEDED");
  });
});
