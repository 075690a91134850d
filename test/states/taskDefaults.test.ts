import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import {
  DEFAULT_HEARTBEAT_SECONDS,
  DEFAULT_TIMEOUT_SECONDS,
  definitionFromJson,
  LAMBDA_RETRIERS,
  type StateMachineDefinition,
  withTaskDefaults,
} from "../../states";
import { outcome } from "./outcome";

const FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:f";

const defaultsOf = (
  fields: object,
  machine: object = { QueryLanguage: "JSONata" },
): Record<string, unknown> => {
  const task = { Type: "Task", ...fields, End: true };
  const definition = definitionFromJson({ ...machine, StartAt: "A", States: { A: task } });
  return withTaskDefaults(definition).States.A as object as Record<string, unknown>;
};

describe("LAMBDA_RETRIERS", () => {
  it("retry the transient errors, and apart from them throttling with full jitter", () => {
    assert.deepEqual(LAMBDA_RETRIERS, [
      {
        ErrorEquals: [
          "Lambda.ServiceException",
          "Lambda.AWSLambdaException",
          "Lambda.SdkClientException",
          "Lambda.ClientExecutionTimeoutException",
        ],
        IntervalSeconds: 2,
        MaxAttempts: 6,
        BackoffRate: 2,
      },
      {
        ErrorEquals: ["Lambda.TooManyRequestsException"],
        IntervalSeconds: 1,
        MaxAttempts: 6,
        BackoffRate: 2,
        MaxDelaySeconds: 30,
        JitterStrategy: "FULL",
      },
    ]);
  });
});

describe("withTaskDefaults", () => {
  const RETRY = { Retry: LAMBDA_RETRIERS };
  const callback = { TimeoutSeconds: 86_400, HeartbeatSeconds: 3_600 };
  const cases: [resource: string, defaults: object][] = [
    [FUNCTION, { ...RETRY, TimeoutSeconds: 910 }],
    ["arn:aws:states:::lambda:invoke", { ...RETRY, TimeoutSeconds: 910 }],
    ["arn:aws-cn:states:::lambda:invoke", { ...RETRY, TimeoutSeconds: 910 }],
    ["arn:aws:states:::aws-sdk:lambda:invoke", { ...RETRY, TimeoutSeconds: 910 }],
    ["arn:aws:states:::lambda:invoke.waitForTaskToken", { ...RETRY, ...callback }],
    ["arn:aws:states:::sqs:sendMessage", { TimeoutSeconds: 300 }],
    ["arn:aws:states:::sqs:sendMessage.waitForTaskToken", callback],
    ["arn:aws:states:::aws-sdk:sfn:startSyncExecution", { TimeoutSeconds: 300 }],
    ["arn:aws:states:::states:startExecution.sync:2", { TimeoutSeconds: 86_400 }],
    ["arn:aws:states:eu-west-1:111122223333:activity:a", { TimeoutSeconds: 86_400 }],
  ];
  for (const [Resource, defaults] of cases) {
    for (const QueryLanguage of ["JSONata", "JSONPath"]) {
      it(`adds to ${Resource} in ${QueryLanguage}`, () => {
        assert.deepEqual(defaultsOf({ Resource }, { QueryLanguage }), {
          Type: "Task",
          Resource,
          End: true,
          ...defaults,
        });
      });
    }
  }

  const lambda = { Resource: "arn:aws:states:::lambda:invoke" };
  const queue = { Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken" };

  it("leaves a Retry as it is, an empty one too", () => {
    for (const Retry of [[], [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }]]) {
      assert.deepEqual(defaultsOf({ ...lambda, Retry }).Retry, Retry);
    }
  });

  it("leaves explicit times alone", () => {
    const given: object[] = [
      { TimeoutSeconds: 5 },
      { TimeoutSeconds: "{% $t %}" },
      { TimeoutSecondsPath: "$.t" },
      { TimeoutSeconds: 100, HeartbeatSeconds: 7 },
      { TimeoutSeconds: 100_000, HeartbeatSecondsPath: "$.h" },
    ];
    for (const fields of given) {
      assert.deepEqual(defaultsOf({ ...queue, ...fields }), { Type: "Task", ...queue, ...fields, End: true });
    }
  });

  it("adds no heartbeat unless it is shorter than the timeout", () => {
    const heartbeat = (TimeoutSeconds: unknown) => defaultsOf({ ...queue, TimeoutSeconds }).HeartbeatSeconds;
    assert.equal(heartbeat(DEFAULT_HEARTBEAT_SECONDS), undefined);
    assert.equal(heartbeat(DEFAULT_HEARTBEAT_SECONDS + 1), DEFAULT_HEARTBEAT_SECONDS);
    assert.equal(heartbeat(pulumi.output(100_000)), undefined);
  });

  it("adds a timeout longer than the heartbeat", () => {
    const timeout = (HeartbeatSeconds: unknown) => defaultsOf({ ...queue, HeartbeatSeconds }).TimeoutSeconds;
    assert.equal(timeout(10), DEFAULT_TIMEOUT_SECONDS.job);
    assert.equal(timeout(100_000), 100_001);
    assert.equal(timeout("{% $h %}"), DEFAULT_TIMEOUT_SECONDS.job);
  });

  it("adds nothing the second time", () => {
    const once = withTaskDefaults(
      definitionFromJson({ StartAt: "A", States: { A: { Type: "Task", ...queue, End: true } } }),
    );
    assert.deepEqual(withTaskDefaults(once), once);
  });

  it("treats undefined as absent", () => {
    const fields = { Retry: undefined, TimeoutSeconds: undefined, HeartbeatSeconds: undefined };
    const task = { Type: "Task", ...queue, Retry: undefined, End: true, ...callback };
    assert.deepEqual(defaultsOf({ ...queue, ...fields }), task);
    assert.deepEqual(defaultsOf({ ...lambda, ...fields }).Retry, LAMBDA_RETRIERS);
  });

  it("decides at deployment for a Resource that is an output", async () => {
    const timeout = (arn: string) => {
      const task = defaultsOf({ Resource: pulumi.output(arn) });
      assert.deepEqual(task.Retry, LAMBDA_RETRIERS);
      return outcome(task.TimeoutSeconds as pulumi.Output<number>);
    };
    assert.equal(await timeout(FUNCTION), DEFAULT_TIMEOUT_SECONDS.function);
    assert.equal(
      await timeout("arn:aws:states:eu-west-1:111122223333:activity:a"),
      DEFAULT_TIMEOUT_SECONDS.job,
    );
  });

  it("applies inside Map and Parallel, and leaves everything else alone", () => {
    const task = { Type: "Task", Resource: "arn:aws:states:::sns:publish", End: true };
    const corrected = { ...task, TimeoutSeconds: 300 };
    const graph = (state: object) => ({ StartAt: "T", States: { T: state } });
    const definition = (state: object) => ({
      Comment: "c",
      StartAt: "P",
      States: {
        P: { Type: "Parallel", Branches: [graph(state), graph({ Type: "Pass", End: true })], Next: "M" },
        M: {
          Type: "Map",
          ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, ...graph(state) },
          Next: "I",
        },
        I: {
          Type: "Map",
          Iterator: graph({ Type: "Map", ItemProcessor: graph(state), End: true }),
          Next: "E",
        },
        E: { Type: "Succeed" },
      },
    });
    assert.deepEqual(withTaskDefaults(definitionFromJson(definition(task))), definition(corrected));
  });

  it("does not change its argument", () => {
    const definition = Object.freeze({
      StartAt: "A",
      States: Object.freeze({ A: Object.freeze({ Type: "Task", Resource: FUNCTION, End: true } as const) }),
    });
    const { A } = withTaskDefaults(definition).States as Record<string, { Retry?: unknown }>;
    assert.notEqual(A!.Retry, LAMBDA_RETRIERS, "nor hands out the constant");
  });

  it("leaves invalid definitions to the validation", () => {
    for (const broken of [
      { StartAt: "A" },
      { States: 1 },
      { States: { A: 1 } },
      { States: { A: { Type: "Task" } } },
    ]) {
      assert.deepEqual(withTaskDefaults(broken as unknown as StateMachineDefinition), broken);
    }
  });
});
