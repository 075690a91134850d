import assert from "node:assert/strict";
import { parseExact, type TaskRequest } from "../../../../../packages/asl/engine";
import { begin, FUNCTION, finish, machineOf } from "../harness";

const DATA = '{"b":12345678901234567890,"10":1.0,"2":{"z":-0,"1":1e3},"list":[0.10,{"7":1,"3":2.50}]}';

/** The output's JSON, of a state that is given as JSON. */
async function written(
  state: string,
  input = DATA,
  task?: (request: TaskRequest) => string,
  language?: "JSONata",
) {
  const definition = machineOf(parseExact(state) as Record<string, unknown>, language);
  const started = begin(
    definition,
    parseExact(input),
    task && { task: (request) => parseExact(task(request)) },
  );
  const result = await finish(started);
  if (result.status !== "SUCCEEDED") throw new Error(JSON.stringify(result));
  const exact = await started.execution.exactResult;
  return { text: JSON.stringify("output" in exact ? exact.output : null), ...started, result };
}

const processor = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}';
const distributed = processor.replace(
  "{",
  '{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},',
);

describe("exact values", () => {
  const kept: [string, string, string?][] = [
    ["a Pass", '{"Type":"Pass"}'],
    ["a Succeed", '{"Type":"Succeed"}'],
    ["a Wait", '{"Type":"Wait","Seconds":1.0}'],
    ["a Pass's Result", `{"Type":"Pass","Result":${DATA}}`],
    [
      "Parameters",
      '{"Type":"Pass","Parameters":{"b":1.0,"1.$":"$.b"}}',
      '{"b":1.0,"1":12345678901234567890}',
    ],
    ["a path to a number", '{"Type":"Pass","InputPath":"$.b"}', "12345678901234567890"],
    ["a path to an item", '{"Type":"Pass","OutputPath":"$.list[0]"}', "0.10"],
    ["a filter", '{"Type":"Pass","InputPath":"$.list[?(@.3 == 2.5)]"}', '[{"7":1,"3":2.50}]'],
    ["a wildcard, in the order of the document", '{"Type":"Pass","InputPath":"$.2[*]"}', "[-0,1e3]"],
    ["several names", `{"Type":"Pass","InputPath":"$['b','10']"}`, '{"b":12345678901234567890,"10":1.0}'],
    ["ResultPath", '{"Type":"Pass","Result":1.0,"ResultPath":"$.5"}', DATA.replace(/\}$/, ',"5":1.0}')],
    [
      "ResultPath over a field",
      '{"Type":"Pass","Result":1.0,"ResultPath":"$.2.z"}',
      DATA.replace("-0", "1.0"),
    ],
    ["a Parallel", `{"Type":"Parallel","Branches":[${processor}]}`, `[${DATA}]`],
    [
      "an inline Map",
      `{"Type":"Map","ItemsPath":"$.list","ItemProcessor":${processor}}`,
      '[0.10,{"7":1,"3":2.50}]',
    ],
    [
      "a distributed Map",
      `{"Type":"Map","ItemsPath":"$.list","ItemProcessor":${distributed}}`,
      '[0.10,{"7":1,"3":2.50}]',
    ],
    [
      "a distributed Map of an object's fields",
      `{"Type":"Map","ItemsPath":"$.2","ItemProcessor":${distributed}}`,
      '[{"Key":"z","Value":-0},{"Key":"1","Value":1e3}]',
    ],
    [
      "intrinsic functions that compute nothing",
      `{"Type":"Pass","Parameters":{"a.$":"States.Array($.b, $.10)","s.$":"States.JsonToString($.2)","m.$":"States.JsonMerge($.2, $.list[1], false)","g.$":"States.ArrayGetItem($.list, 0)"}}`,
      '{"a":[12345678901234567890,1.0],"s":"{\\"z\\":-0,\\"1\\":1e3}","m":{"z":-0,"1":1e3,"7":1,"3":2.50},"g":0.10}',
    ],
    ["States.StringToJson", `{"Type":"Pass","Parameters":{"j.$":"States.StringToJson('1.0')"}}`, '{"j":1.0}'],
    [
      "States.Format",
      `{"Type":"Pass","Parameters":{"f.$":"States.Format('{} {}', $.b, $.10)"}}`,
      '{"f":"12345678901234567890 1.0"}',
    ],
    ["arithmetic as doubles", '{"Type":"Pass","Parameters":{"n.$":"States.MathAdd($.10, 1)"}}', '{"n":2}'],
    ["variables", '{"Type":"Pass","Assign":{"v.$":"$.2"}}'],
  ];
  for (const [name, state, output = DATA] of kept) {
    it(`pass ${name}`, async () => assert.equal((await written(state)).text, output));
  }

  const jsonata: [string, string, string][] = [
    ["no Output", '{"Type":"Pass"}', DATA],
    ["a lookup", '{"Type":"Pass","Output":"{% $states.input.b %}"}', "12345678901234567890"],
    [
      "an object of the input",
      '{"Type":"Pass","Output":{"9":1.0,"1":"{% $states.input.list[1] %}"}}',
      '{"9":1.0,"1":{"7":1,"3":2.50}}',
    ],
    ["doubles where it computes", '{"Type":"Pass","Output":"{% $states.input.`10` + 1 %}"}', "2"],
    ["an array marked as one", '{"Type":"Pass","Output":"{% $states.input.`10`[] %}"}', "[1]"],
    [
      "numbers of fields",
      '{"Type":"Wait","Seconds":"{% $states.input.`10` %}","Output":"{% $states.input.`10` %}"}',
      "1.0",
    ],
  ];
  for (const [name, state, output] of jsonata) {
    it(`pass JSONata with ${name}`, async () =>
      assert.equal((await written(state, DATA, undefined, "JSONata")).text, output));
  }

  it("pass a Task, which computes with doubles and writes what was read", async () => {
    const state = `{"Type":"Task","Resource":"${FUNCTION}","Retry":[{"ErrorEquals":["States.ALL"],"BackoffRate":2.0}]}`;
    const { text, requests, events } = await written(state, DATA, () => '{"b":1.0,"1":2}');
    assert.equal(text, '{"b":1.0,"1":2}');
    const [{ parameters, exactParameters }] = requests as [TaskRequest];
    assert.deepEqual(structuredClone(parameters), JSON.parse(DATA));
    assert.equal(JSON.stringify(exactParameters), DATA);
    const scheduled = events.find(({ type }) => type === "LambdaFunctionScheduled");
    assert.equal((scheduled!.lambdaFunctionScheduledEventDetails as { input: string }).input, DATA);
  });

  it("give a program ordinary values", async () => {
    const { result } = await written('{"Type":"Pass"}');
    assert.deepEqual(structuredClone("output" in result && result.output), JSON.parse(DATA));
  });

  it("are numbers for a Choice", async () => {
    const choice = (rule: string) => `{"Type":"Choice","Choices":[{${rule},"Next":"Yes"}]}`;
    for (const rule of [
      '"Variable":"$.10","NumericEquals":1',
      '"Variable":"$.10","NumericEquals":1.00',
      '"Variable":"$.b","IsNumeric":true',
      '"Variable":"$.b","NumericGreaterThan":9e5',
      '"Not":{"Variable":"$.b","IsString":true}',
    ]) {
      const definition = {
        StartAt: "C",
        States: { C: parseExact(choice(rule)), Yes: { Type: "Succeed" } },
      };
      const result = await finish(begin(definition, parseExact(DATA)));
      assert.equal(result.status, "SUCCEEDED", rule);
    }
  });

  it("are compared by value", async () => {
    const state = (value: string) =>
      `{"Type":"Pass","Parameters":{"c.$":"States.ArrayContains($.list, ${value})","u.$":"States.ArrayUnique($.list)"}}`;
    const input = '{"b":12345678901234567890,"list":[1.0,1.0,12345678901234567890]}';
    assert.equal((await written(state("$.b"), input)).text, '{"c":true,"u":[1.0,12345678901234567890]}');
    assert.match((await written(state("1"), input)).text, /^\{"c":true/);
    assert.match((await written(state("12345678901234567891"), input)).text, /^\{"c":false/);
  });
});
