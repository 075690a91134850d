import assert from "node:assert/strict";
import {
  DescribeExecutionCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from "@aws-sdk/client-sfn";
import { parseExact } from "../../../../../packages/asl/engine";
import { allow, executionArn, fakeService, machineArn, type TestCloud, testCloud } from "./support";

const DATA = '{"b":12345678901234567890,"10":1.0,"2":1e3}';

describe("numbers and the order of fields through the port", () => {
  let test: TestCloud;
  const payloads: string[] = [];
  const queued: unknown[] = [];

  before(async () => {
    const lambda = fakeService("lambda", {
      Invoke: ({ Payload }) => {
        payloads.push(String(Payload));
        return { StatusCode: 200, Payload: '{"z":1.0,"1":9007199254740993}' };
      },
    });
    const sqs = fakeService("sqs", {
      SendMessage: (input) => {
        queued.push(structuredClone(input));
        return { MessageId: "m" };
      },
    });
    test = await testCloud({ services: [lambda, sqs] });
    test.putRole("machine", [allow("*")]);
  });
  after(() => test.close());

  const create = (name: string, state: string, type?: "EXPRESS") =>
    test.create(name, parseExact(`{"StartAt":"S","States":{"S":${state}}}`) as object, type && { type });

  it("pass a state machine, its history and its description", async () => {
    await create("pass", '{"Type":"Pass","End":true}');
    const request = { stateMachineArn: machineArn("pass"), name: "e", input: DATA };
    const { executionArn: arn } = await test.client.send(new StartExecutionCommand(request));
    await test.service.execution(executionArn("pass", "e"))?.ended;
    const { output } = await test.client.send(new DescribeExecutionCommand({ executionArn: arn }));
    assert.equal(output, DATA);
  });

  it("stand in a definition", async () => {
    await create("constant", `{"Type":"Pass","Result":${DATA},"End":true}`, "EXPRESS");
    const { output } = await test.client.send(
      new StartSyncExecutionCommand({ stateMachineArn: machineArn("constant") }),
    );
    assert.equal(output, DATA);
  });

  it("reach a function and return from it", async () => {
    await create(
      "invoke",
      '{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f","Payload.$":"$"},"OutputPath":"$.Payload","End":true}',
      "EXPRESS",
    );
    const { output } = await test.client.send(
      new StartSyncExecutionCommand({ stateMachineArn: machineArn("invoke"), input: DATA }),
    );
    assert.equal(payloads.at(-1), DATA);
    assert.equal(output, '{"z":1.0,"1":9007199254740993}');
  });

  it("reach a service as text where it takes text, and as JavaScript's numbers elsewhere", async () => {
    await create(
      "send",
      '{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"q","DelaySeconds":1.0,"MessageBody.$":"$"},"End":true}',
      "EXPRESS",
    );
    const { status, cause } = await test.client.send(
      new StartSyncExecutionCommand({ stateMachineArn: machineArn("send"), input: DATA }),
    );
    assert.equal(status, "SUCCEEDED", cause);
    assert.deepEqual(queued, [{ QueueUrl: "q", DelaySeconds: 1, MessageBody: DATA }]);
  });
});
