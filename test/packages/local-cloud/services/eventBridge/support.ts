import assert from "node:assert/strict";
import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  type PutRuleCommandInput,
  PutTargetsCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { LOCAL_CREDENTIALS } from "../../../../../packages/local-cloud";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import type {
  AwsError,
  Requirement,
  Service,
  ServiceCall,
} from "../../../../../packages/local-cloud/aws/service";
import { LocalCloud } from "../../../../../packages/local-cloud/cloud";
import type { Delivery } from "../../../../../packages/local-cloud/services/eventBridge/deliveries";
import { EventBridgeService } from "../../../../../packages/local-cloud/services/eventBridge/eventBridge";
import { LogsService } from "../../../../../packages/local-cloud/services/logs/logs";
import { SnsService } from "../../../../../packages/local-cloud/services/sns/sns";
import { SqsService } from "../../../../../packages/local-cloud/services/sqs/sqs";

export const ACCOUNT = "123456789012";
export const START = Date.UTC(2026, 0, 2, 3, 4, 5);
export const arn = (service: string, resource: string) =>
  `arn:aws:${service}:us-east-1:${ACCOUNT}:${resource}`;
export const MACHINE = arn("states", "stateMachine:m");
export const FUNCTION = arn("lambda", "function:f");

/** A service that records its calls, and fails a given number of times. */
export class Recorder implements Service {
  readonly calls: ServiceCall["input"][] = [];
  readonly failures: AwsError[] = [];
  readonly decode = () => assert.fail("not over the port");
  readonly encode = () => assert.fail("not over the port");
  readonly encodeError = () => assert.fail("not over the port");

  constructor(
    readonly signingName: string,
    readonly requirements: (call: ServiceCall) => Requirement[],
  ) {}

  async invoke({ input }: ServiceCall) {
    this.calls.push(input);
    const failure = this.failures.shift();
    if (failure) throw failure;
    return {};
  }
}

export type Bench = Awaited<ReturnType<typeof startBench>>;

/** EventBridge and the services of its targets, on a clock that the test moves. */
export async function startBench() {
  const clock = new ManualClock(START);
  const unexpected: unknown[] = [];
  const cloud = new LocalCloud({ clock, onError: (error) => unexpected.push(error) });
  await cloud.listen();
  const { registry } = cloud.iam;
  const sqs = await SqsService.start({ cloud, clock });
  const functions = new Recorder("lambda", ({ input }) => [
    { action: "lambda:InvokeFunction", resource: String(input.FunctionName) },
  ]);
  const machines = new Recorder("states", ({ operation, input }) => [
    { action: `states:${operation}`, resource: String(input.stateMachineArn) },
  ]);
  const logs = new LogsService(cloud, () => clock.now());
  const sns = new SnsService({ cloud, clock, policies: registry });
  const events = new EventBridgeService({ cloud, clock, policies: registry });
  for (const service of [sqs, functions, machines, logs, sns, events]) cloud.register(service);
  const deliveries: Delivery[] = [];
  events.onDelivery((delivery) => deliveries.push(delivery));
  const client = connect(cloud.endpoint, LOCAL_CREDENTIALS);

  const receive = async (queueArn: string) => {
    const QueueUrl = `${cloud.endpoint}/${ACCOUNT}/${queueArn.split(":")[5]}`;
    const { Messages = [] } = await cloud.call(cloud.administrator, "sqs", "ReceiveMessage", {
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ["All"],
    });
    return Messages as { Body: string; MessageAttributes?: Record<string, { StringValue: string }> }[];
  };

  return {
    clock,
    cloud,
    events,
    functions,
    machines,
    sqs,
    sns,
    logs,
    deliveries,
    client,
    receive,
    /** Creates a role that EventBridge may assume. */
    role(name: string, Action: string, Resource: string, service = "events.amazonaws.com") {
      return registry.putRole({
        name,
        assumeRolePolicy: {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
        },
        inlinePolicies: { p: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] } },
      }).arn;
    },
    /** Lets the rule do something with a resource. */
    allow(resource: string, Action: string, ruleArn: string, Resource = resource) {
      registry.putResourcePolicy(resource, {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action,
            Resource,
            Condition: { ArnEquals: { "aws:SourceArn": ruleArn } },
          },
        ],
      });
    },
    async rule(Name: string, input: Partial<PutRuleCommandInput> = { EventPattern: '{"source":["shop"]}' }) {
      return (await client.send(new PutRuleCommand({ Name, ...input }))).RuleArn!;
    },
    target: (Rule: string, target: Omit<Target, "Id"> & { Id?: string }, EventBusName?: string) =>
      client.send(
        new PutTargetsCommand({
          Rule,
          Targets: [{ Id: "t", ...target }],
          ...(EventBusName !== undefined && { EventBusName }),
        }),
      ),
    put: (...entries: PutEventsRequestEntry[]) =>
      client.send(
        new PutEventsCommand({
          Entries: entries.map((entry) => ({ Source: "shop", DetailType: "Placed", Detail: "{}", ...entry })),
        }),
      ),
    /** Resolves when as many deliveries have ended. */
    async delivered(count: number) {
      for (let turn = 0; deliveries.length < count; turn++) {
        assert.ok(turn < 10_000, `${deliveries.length} deliveries instead of ${count}`);
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.equal(deliveries.length, count);
    },
    async close() {
      client.destroy();
      await cloud.close();
      assert.deepEqual(unexpected, []);
    },
  };
}

export const connect = (endpoint: string, credentials: { accessKeyId: string; secretAccessKey: string }) =>
  new EventBridgeClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
