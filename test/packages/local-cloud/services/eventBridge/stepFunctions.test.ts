import assert from "node:assert/strict";
import { CloudClock, type LocalServices, startLocalServices } from "../../../../../packages/local-cloud";
import type { Delivery } from "../../../../../packages/local-cloud/services/eventBridge/deliveries";
import { eventually } from "../../testCloud";
import { arn } from "./support";

const QUEUE = arn("sqs", "events");
const DONE = { StartAt: "Done", States: { Done: { Type: "Pass", Result: "Grüße", End: true } } };

describe("EventBridge and Step Functions", () => {
  let services: LocalServices;
  const deliveries: Delivery[] = [];
  beforeEach(async () => {
    services = await startLocalServices({
      clock: new CloudClock(),
      onError: (error) => assert.fail(error as Error),
    });
    services.eventBridge.onDelivery((delivery) => deliveries.push(delivery));
    deliveries.length = 0;
    await services.sqs.createQueue("events", {});
    allowQueue(arn("events", "rule/*"));
  });
  afterEach(() => services.close());

  const call = (service: string, operation: string, input: object) => {
    const { cloud } = services;
    return cloud.call(cloud.administrator, service, operation, input);
  };

  function allowQueue(ruleArn: string): void {
    services.cloud.iam.registry.putResourcePolicy(QUEUE, {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: QUEUE,
          Condition: { ArnLike: { "aws:SourceArn": ruleArn } },
        },
      ],
    });
  }

  async function rule(pattern: object, bus = "default"): Promise<void> {
    await call("events", "PutRule", { Name: "r", EventPattern: JSON.stringify(pattern), EventBusName: bus });
    await call("events", "PutTargets", { Rule: "r", EventBusName: bus, Targets: [{ Id: "q", Arn: QUEUE }] });
  }

  async function machine(name: string, definition: object, Action = "none:None", type = "STANDARD") {
    const { arn: roleArn } = services.cloud.iam.registry.putRole({
      name: `${name}-role`,
      assumeRolePolicy: {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" },
        ],
      },
      inlinePolicies: {
        p: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] },
      },
    });
    const input = { name, definition: JSON.stringify(definition), roleArn, type };
    return String((await call("states", "CreateStateMachine", input)).stateMachineArn);
  }

  async function start(stateMachineArn: string, name: string, input = '{"a":1}') {
    const { executionArn } = await call("states", "StartExecution", { stateMachineArn, name, input });
    return String(executionArn);
  }

  it("publishes the status of Standard executions, in AWS's shape", async () => {
    await rule({ source: ["aws.states"], detail: { status: ["RUNNING", "SUCCEEDED"] } });
    const machineArn = await machine("m", DONE);
    const executionArn = await start(machineArn, "e");
    await eventually(() => deliveries.length === 2);
    const [running, succeeded] = deliveries.map(({ event }) => event);
    const { startDate, stopDate } = services.stepFunctions.execution(executionArn)!;
    assert.deepEqual(
      { ...succeeded!, id: "", time: "" },
      {
        version: "0",
        id: "",
        "detail-type": "Step Functions Execution Status Change",
        source: "aws.states",
        account: "123456789012",
        time: "",
        region: "us-east-1",
        resources: [executionArn],
        detail: {
          executionArn,
          stateMachineArn: machineArn,
          name: "e",
          status: "SUCCEEDED",
          startDate: startDate.getTime(),
          stopDate: stopDate!.getTime(),
          input: '{"a":1}',
          output: '"Grüße"',
          stateMachineVersionArn: null,
          stateMachineAliasArn: null,
          redriveCount: 0,
          redriveDate: null,
          redriveStatus: "NOT_REDRIVABLE",
          redriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
          inputDetails: { included: true },
          outputDetails: { included: true },
          error: null,
          cause: null,
        },
      },
    );
    const { status, stopDate: none, output, outputDetails } = running!.detail;
    assert.deepEqual([status, none, output, outputDetails], ["RUNNING", null, null, null]);
  });

  it("publishes failures, aborts and redrives", async () => {
    await rule({ source: ["aws.states"] });
    const fail = { StartAt: "No", States: { No: { Type: "Fail", Error: "E", Cause: "c" } } };
    const failing = await start(await machine("failing", fail), "f");
    const wait = { StartAt: "Wait", States: { Wait: { Type: "Wait", Seconds: 1000, End: true } } };
    const waiting = await start(await machine("waiting", wait), "w");
    await call("states", "StopExecution", { executionArn: waiting, error: "Stop", cause: "by hand" });
    await eventually(() => deliveries.length === 4);
    await call("states", "RedriveExecution", { executionArn: failing });
    await eventually(() => deliveries.length === 6);
    const publishedFor = (executionArn: string) =>
      deliveries
        .filter(({ event }) => event.resources[0] === executionArn)
        .map(({ event: { detail } }) => [
          detail.status,
          detail.error,
          detail.cause,
          detail.redriveStatus,
          detail.redriveCount,
        ]);
    assert.deepEqual(publishedFor(failing), [
      ["RUNNING", null, null, "NOT_REDRIVABLE", 0],
      ["FAILED", "E", "c", "REDRIVABLE", 0],
      ["RUNNING", null, null, "NOT_REDRIVABLE", 1],
      ["FAILED", "E", "c", "REDRIVABLE", 1],
    ]);
    assert.deepEqual(publishedFor(waiting)[1], ["ABORTED", "Stop", "by hand", "REDRIVABLE", 0]);
  });

  it("leaves out an input, and an output, that are too large together", async () => {
    await rule({ source: ["aws.states"], detail: { status: ["SUCCEEDED"] } });
    const echo = { StartAt: "Echo", States: { Echo: { Type: "Pass", End: true } } };
    const machineArn = await machine("echo", echo);
    await start(machineArn, "half", JSON.stringify("x".repeat(150 * 1024)));
    await eventually(() => deliveries.length === 1);
    await start(machineArn, "whole", JSON.stringify("x".repeat(250 * 1024)));
    await eventually(() => deliveries.length === 2);
    const included = deliveries.map(({ event: { detail } }) => [
      (detail.inputDetails as { included: boolean }).included,
      detail.input !== null,
      (detail.outputDetails as { included: boolean }).included,
      detail.output !== null,
    ]);
    assert.deepEqual(included, [
      [false, false, true, true],
      [false, false, false, false],
    ]);
  });

  it("does not publish Express executions", async () => {
    await rule({ source: ["aws.states"] });
    const express = await machine("x", DONE, "none:None", "EXPRESS");
    const { status } = await call("states", "StartSyncExecution", { stateMachineArn: express });
    assert.equal(status, "SUCCEEDED");
    await start(await machine("m", DONE), "e");
    await eventually(() => deliveries.length === 2);
    assert.ok(deliveries.every(({ event }) => event.resources[0]!.endsWith(":m:e")));
  });

  const PUT = {
    Type: "Task",
    Resource: "arn:aws:states:::events:putEvents",
    Parameters: {
      Entries: [{ Source: "shop", DetailType: "Placed", "Detail.$": "$", EventBusName: "shop" }],
    },
    End: true,
  };

  it("receives events of a Task, with the execution and the state machine among the resources", async () => {
    await call("events", "CreateEventBus", { Name: "shop" });
    await rule({ source: ["shop"] }, "shop");
    const machineArn = await machine("putter", { StartAt: "Put", States: { Put: PUT } }, "events:PutEvents");
    const executionArn = await start(machineArn, "e");
    await eventually(() => deliveries.length === 1);
    const { detail, resources, id } = deliveries[0]!.event;
    assert.deepEqual([detail, resources], [{ a: 1 }, [executionArn, machineArn]]);
    const execution = services.stepFunctions.execution(executionArn)!;
    await execution.ended;
    assert.equal(execution.result?.status, "SUCCEEDED");
    const { output } = execution.result as unknown as {
      output: { Entries: object[]; FailedEntryCount: number };
    };
    assert.deepEqual([output.Entries, output.FailedEntryCount], [[{ EventId: id }], 0]);
  });

  it("fails a Task whose event is rejected, and one whose role may not put events", async () => {
    const malformed = {
      ...PUT,
      Parameters: { Entries: [{ Source: "shop", DetailType: "Placed", Detail: "text" }] },
    };
    const putting = await start(
      await machine("malformed", { StartAt: "Put", States: { Put: malformed } }, "events:PutEvents"),
      "e",
    );
    const refused = await start(await machine("refused", { StartAt: "Put", States: { Put: PUT } }), "e");
    const failures: unknown[] = [];
    for (const executionArn of [putting, refused]) {
      const execution = services.stepFunctions.execution(executionArn)!;
      await execution.ended;
      failures.push(execution.result);
    }
    assert.deepEqual(failures[0], {
      status: "FAILED",
      error: "EventBridge.FailedEntry",
      cause: JSON.stringify({
        Entries: [{ ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." }],
        FailedEntryCount: 1,
      }),
    });
    const { error, cause } = failures[1] as { error: string; cause: string };
    assert.equal(error, "EventBridge.AmazonEventBridgeException");
    assert.match(
      cause,
      /events:PutEvents on resource: arn:aws:events:us-east-1:123456789012:event-bus\/shop/,
    );
  });

  it("hands over a task token, whose answer continues the execution", async () => {
    await rule({ source: ["shop"] });
    const Detail = { "token.$": "$$.Task.Token" };
    const wait = {
      ...PUT,
      Resource: `${PUT.Resource}.waitForTaskToken`,
      Parameters: { Entries: [{ Source: "shop", DetailType: "Placed", Detail }] },
    };
    const machineArn = await machine("asking", { StartAt: "Ask", States: { Ask: wait } }, "events:PutEvents");
    const execution = services.stepFunctions.execution(await start(machineArn, "e"))!;
    await eventually(() => deliveries.length === 1);
    await call("states", "SendTaskSuccess", {
      taskToken: deliveries[0]!.event.detail.token,
      output: '"yes"',
    });
    await execution.ended;
    assert.deepEqual(execution.result, { status: "SUCCEEDED", output: "yes" });
  });

  it("receives events of an AWS SDK integration", async () => {
    await rule({ source: ["shop"] });
    const sdk = {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:eventbridge:putEvents",
      Parameters: { Entries: [{ Source: "shop", DetailType: "Placed", Detail: '{"sdk":true}' }] },
      End: true,
    };
    const executionArn = await start(
      await machine("sdk", { StartAt: "Put", States: { Put: sdk } }, "events:PutEvents"),
      "e",
    );
    const execution = services.stepFunctions.execution(executionArn)!;
    await execution.ended;
    assert.equal(execution.result?.status, "SUCCEEDED", JSON.stringify(execution.result));
    await eventually(() => deliveries.length === 1);
    assert.deepEqual(deliveries[0]!.event.detail, { sdk: true });
  });
});
