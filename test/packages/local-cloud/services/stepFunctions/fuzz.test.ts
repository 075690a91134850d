import assert from "node:assert/strict";
import fc from "fast-check";
import { AwsError } from "../../../../../packages/local-cloud/aws/service";
import { machineArn, ROLE, type TestCloud, testCloud } from "./support";

const SEED = 20_250_101;
const options = (numRuns: number) => ({ numRuns, seed: SEED });

const json = fc.jsonValue({ maxDepth: 3 });
const name = fc.oneof(fc.constantFrom("a", "b", "__proto__", "constructor", ""), fc.string({ maxLength: 5 }));

/** The value of a field: a fitting one, or anything. */
const path = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...["$", "$.a", "$$.Execution.Id", "$.a[0]", "$..a", "$.a[?(@.b)]", "$x", " $.a ", "$.['a']"],
      ...["$[?]", "$.a[-1]", "$.a[1:]", "$['a','b'].c", "$.a.b()", "$[?(@ > ten)]", "$..[?(@.a =~ 'x')]"],
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
);
const template = fc.oneof(
  json,
  fc.dictionary(fc.constantFrom("a", "a.$", "b.$", "__proto__"), fc.oneof(path, json), { maxKeys: 3 }),
  fc.constantFrom("{% $states.input %}", "{% $x %}", "{% 1/0 %}", "{% ( %}", "{% $error('x') %}", "{%%}"),
);
const retry = fc.array(
  fc.record(
    {
      ErrorEquals: fc.array(fc.constantFrom("States.TaskFailed", "States.Timeout", "E"), {
        minLength: 1,
        maxLength: 2,
      }),
      IntervalSeconds: fc.constantFrom(1, 10, 86_400),
      MaxAttempts: fc.constantFrom(0, 1, 3),
      BackoffRate: fc.constantFrom(1, 2, 1e300),
    },
    { requiredKeys: ["ErrorEquals"] },
  ),
  { minLength: 1, maxLength: 2 },
);

const field: Record<string, fc.Arbitrary<unknown>> = {
  Next: name,
  End: fc.constantFrom(true, false, "yes"),
  InputPath: path,
  OutputPath: path,
  ResultPath: path,
  Parameters: template,
  Arguments: template,
  Assign: fc.dictionary(
    fc.constantFrom("x", "y"),
    fc.oneof(json, fc.constantFrom("{% $states.input %}", "{% $x %}", "{% $y.a + 1 %}")),
    { maxKeys: 2 },
  ),
  Output: template,
  Result: json,
  Resource: fc.constantFrom(
    "arn:aws:states:::lambda:invoke",
    "arn:aws:states:::s3:getObject",
    "arn:aws:lambda:us-east-1:123456789012:function:gone",
    "arn:aws:states:::aws-sdk:sfn:listStateMachines",
    "arn:aws:states:us-east-1:123456789012:activity:gone",
  ),
  TimeoutSeconds: fc.constantFrom(60, 300, 300, 0),
  HeartbeatSeconds: fc.constantFrom(1, 30),
  Retry: retry,
  Catch: fc.constantFrom(
    [{ ErrorEquals: ["States.ALL"], Next: "C" }],
    [{ ErrorEquals: ["States.TaskFailed", "E"], Next: "C" }],
  ),
  Seconds: fc.constantFrom(0, 5, 3000, 99_999_999, -1),
  SecondsPath: path,
  Timestamp: fc.constantFrom("2016-03-14T01:59:00Z", "soon"),
  ItemReader: fc.constantFrom({
    Resource: "arn:aws:states:::s3:getObject",
    ReaderConfig: { InputType: "JSONL" },
    Parameters: { Bucket: "b", Key: "k" },
  }),
  MaxConcurrency: fc.constantFrom(0, 1, -1, 1e9),
  ToleratedFailurePercentage: fc.constantFrom(0, 50, 100, 101),
  Error: fc.string({ maxLength: 5 }),
  CausePath: path,
  QueryLanguage: fc.constantFrom("JSONPath", "JSONata"),
};

type Language = "JSONPath" | "JSONata";

/** The fields that depend on the state's position: its next state, and the names of the states inside. */
function placedFields(language: Language, next = "C"): Record<string, fc.Arbitrary<unknown>> {
  const inner = `In ${next}`;
  const pass = { StartAt: inner, States: { [inner]: { Type: "Pass", End: true } } };
  const fail = { StartAt: inner, States: { [inner]: { Type: "Fail", Error: "E" } } };
  const ProcessorConfig = { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" };
  return {
    Choices: (language === "JSONata"
      ? fc
          .constantFrom("{% $states.input.a > 1 %}", "{% true %}", "{% 7 %}")
          .map((Condition) => ({ Condition }))
      : fc.constantFrom<object[]>(
          { Variable: "$.a", IsPresent: true },
          { Not: { Variable: "$.a", NumericGreaterThan: 1 } },
        )
    ).map((rule) => [{ ...rule, Next: next }]),
    Default: fc.constant(next),
    Branches: fc.constantFrom([pass], [fail]),
    ItemProcessor: fc.constantFrom<object[]>(
      pass,
      fail,
      { ...pass, ProcessorConfig },
      { ...fail, ProcessorConfig },
    ),
  };
}

/** By type of state: its required and optional fields, in both query languages and in one. */
const FIELDS: Record<string, { needs: string[]; may: string[]; JSONPath: string[]; JSONata: string[] }> = {
  Pass: { needs: [], may: ["Assign"], JSONPath: ["Parameters", "ResultPath", "Result"], JSONata: ["Output"] },
  Task: {
    needs: ["Resource"],
    may: ["TimeoutSeconds", "HeartbeatSeconds", "Retry", "Catch", "Assign"],
    JSONPath: ["Parameters", "InputPath", "OutputPath", "ResultPath"],
    JSONata: ["Arguments", "Output"],
  },
  Choice: { needs: ["Choices", "Default"], may: ["Assign"], JSONPath: ["InputPath"], JSONata: ["Output"] },
  Wait: { needs: ["Seconds"], may: ["Assign"], JSONPath: ["InputPath", "OutputPath"], JSONata: ["Output"] },
  Succeed: { needs: [], may: [], JSONPath: ["InputPath", "OutputPath"], JSONata: ["Output"] },
  Fail: { needs: [], may: ["Error"], JSONPath: ["CausePath"], JSONata: [] },
  Parallel: {
    needs: ["Branches"],
    may: ["Retry", "Catch", "Assign"],
    JSONPath: ["Parameters", "ResultPath"],
    JSONata: ["Arguments", "Output"],
  },
  Map: {
    needs: ["ItemProcessor"],
    may: ["MaxConcurrency", "ToleratedFailurePercentage", "ItemReader", "Retry", "Catch"],
    JSONPath: ["InputPath", "ResultPath"],
    JSONata: ["Output"],
  },
};

/** A state that leads to `next`, or ends; sometimes it has fields that it may not have. */
const stateOf = (language: Language, next?: string) => {
  const all = { ...field, ...placedFields(language, next) };
  const types = Object.keys(FIELDS).filter((type) =>
    next === undefined ? type !== "Choice" : type !== "Succeed" && type !== "Fail",
  );
  return fc.constantFrom(...types).chain((Type) => {
    const { needs, may, [language]: own } = FIELDS[Type]!;
    const anything = { weight: 1, arbitrary: fc.subarray(Object.keys(field), { maxLength: 3 }) };
    const fitting = { weight: 9, arbitrary: fc.subarray([...may, ...own]) };
    return fc.oneof(fitting, anything).chain((more) => {
      const names = [...new Set([...needs, ...more])];
      const way = next === undefined ? { End: true } : { Next: next };
      const ends = Type === "Succeed" || Type === "Fail" || Type === "Choice";
      return fc
        .record(Object.fromEntries(names.map((each) => [each, all[each]!])))
        .map((fields) => ({ Type, ...fields, ...(!ends && way) }));
    });
  });
};

const LANGUAGES = fc.constantFrom<Language[]>("JSONPath", "JSONata");
const state = LANGUAGES.chain((language) =>
  stateOf(language).map((each) => ({ ...each, QueryLanguage: language })),
);

/** Every state leads forward, none back: only Retry repeats anything. */
const machine = LANGUAGES.chain((language) =>
  fc.record({
    QueryLanguage: fc.constant(language),
    StartAt: fc.constant("A"),
    TimeoutSeconds: fc.constantFrom(3600, 60),
    States: fc.record({
      A: stateOf(language, "B"),
      B: stateOf(language, "C"),
      C: stateOf(language),
    }),
  }),
);

const definition = fc.oneof({ weight: 8, arbitrary: machine }, { weight: 1, arbitrary: json });
/** JSON, mostly. */
const text = (value: fc.Arbitrary<unknown>) =>
  fc.oneof(
    { weight: 9, arbitrary: value.map((each) => JSON.stringify(each)) },
    { weight: 1, arbitrary: fc.string() },
    { weight: 1, arbitrary: value.map((each) => JSON.stringify(each).slice(1)) },
  );

describe("broken requests", () => {
  let test: TestCloud;
  let started = 0;
  before(async () => {
    test = await testCloud();
  });
  after(() => test.close());

  /** The output, or undefined for an error of the API; anything else is a bug of the service. */
  async function answer(operation: string, input: object) {
    try {
      return await test.call(operation, input);
    } catch (error) {
      assert.ok(error instanceof AwsError && error.status < 500, `${operation}: ${String(error)}`);
      return undefined;
    }
  }

  it("end every execution that they start", async () => {
    let number = 0;
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        text(definition),
        text(json),
        fc.constantFrom("STANDARD", "EXPRESS"),
        async (given, input, type) => {
          const name = `fuzz-${number++}`;
          const created = { name, definition: given, roleArn: ROLE, type };
          if (!(await answer("CreateStateMachine", created))) return;
          const { executionArn } =
            (await answer("StartExecution", { stateMachineArn: machineArn(name), input })) ?? {};
          if (executionArn === undefined) return;
          started++;
          const execution = test.service.execution(String(executionArn));
          assert.ok(execution);
          await execution.ended;
          assert.notEqual(execution.status, "RUNNING");
          outcomes.add(execution.status);
          assert.match(execution.events.at(-1)?.type ?? "", /^Execution(Succeeded|Failed|TimedOut)$/);
        },
      ),
      options(400),
    );
    assert.ok(started >= 40, `only ${started} executions were started`);
    assert.deepEqual([...outcomes].sort(), ["FAILED", "SUCCEEDED", "TIMED_OUT"]);
    assert.ok(test.service.executions().every(({ status }) => status !== "RUNNING"));
  });

  it("are answered by TestState", () =>
    fc.assert(
      fc.asyncProperty(
        text(fc.oneof({ weight: 6, arbitrary: state }, { weight: 1, arbitrary: json })),
        text(json),
        fc.constantFrom("INFO", "DEBUG", "TRACE", undefined),
        fc.option(fc.record({ result: text(json) }), { nil: undefined }),
        async (given, input, inspectionLevel, mock) => {
          const request = { definition: given, input, roleArn: ROLE, inspectionLevel, mock };
          const response = await answer("TestState", JSON.parse(JSON.stringify(request)) as object);
          if (response) assert.match(String(response.status), /^(SUCCEEDED|FAILED|RETRIABLE|CAUGHT_ERROR)$/);
        },
      ),
      options(300),
    ));

  it("are answered by every operation", () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          ...["CreateActivity", "CreateStateMachineAlias", "DescribeExecution", "DescribeMapRun"],
          ...[
            "GetActivityTask",
            "GetExecutionHistory",
            "ListExecutions",
            "ListMapRuns",
            "PublishStateMachineVersion",
          ],
          ...[
            "RedriveExecution",
            "SendTaskHeartbeat",
            "SendTaskSuccess",
            "StartSyncExecution",
            "StopExecution",
          ],
          ...["TagResource", "UpdateMapRun", "UpdateStateMachine", "ValidateStateMachineDefinition"],
        ),
        fc.dictionary(
          fc.constantFrom(
            ...[
              "stateMachineArn",
              "executionArn",
              "mapRunArn",
              "activityArn",
              "resourceArn",
              "name",
              "definition",
            ],
            ...["input", "taskToken", "output", "tags", "maxResults", "nextToken", "routingConfiguration"],
          ),
          fc.oneof(json, name, fc.constant(machineArn("fuzz-0"))),
        ),
        async (operation, input) => {
          await answer(operation, input);
        },
      ),
      options(500),
    ));
});
