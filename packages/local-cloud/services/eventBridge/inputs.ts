import { notServed, type Requirement } from "../../aws/service";
import { checkShape, list, map, structure } from "../inputShape";
import { validation } from "./errors";
import type { Entry } from "./event";
import { busName, type EventBuses } from "./eventBuses";
import { ruleArn } from "./rule";
import type { Target } from "./target";

export type Input = Record<string, unknown>;

const CODES = { wrongType: "SerializationException", missing: "ValidationException" };

const tag = structure({ Key: "string", Value: "string" }, "Key", "Value");

const target = structure(
  {
    Id: "string",
    Arn: "string",
    RoleArn: "string",
    Input: "string",
    InputPath: "string",
    InputTransformer: structure({ InputPathsMap: map("string"), InputTemplate: "string" }, "InputTemplate"),
    RetryPolicy: structure({ MaximumRetryAttempts: "number", MaximumEventAgeInSeconds: "number" }),
    DeadLetterConfig: structure({ Arn: "string" }),
    SqsParameters: structure({ MessageGroupId: "string" }),
  },
  "Id",
  "Arn",
);

const entry = structure({
  Source: "string",
  DetailType: "string",
  Detail: "string",
  Resources: list("string"),
  // A number of seconds over the port, a Date in process.
  Time: "any",
  EventBusName: "string",
});

/** Every member of the operations' inputs; a member has the same type in all of them. */
const MEMBERS = structure({
  KmsKeyIdentifier: "string",
  Action: "string",
  Condition: structure({ Type: "string", Key: "string", Value: "string" }, "Type", "Key", "Value"),
  Description: "string",
  Entries: list(entry),
  Event: "string",
  EventBusName: "string",
  EventPattern: "string",
  Force: "boolean",
  Ids: list("string"),
  Limit: "number",
  Name: "string",
  NamePrefix: "string",
  NextToken: "string",
  Policy: "string",
  Principal: "string",
  RemoveAllPermissions: "boolean",
  ResourceARN: "string",
  RoleArn: "string",
  Rule: "string",
  ScheduleExpression: "string",
  State: "string",
  StatementId: "string",
  TagKeys: list("string"),
  Tags: list(tag),
  TargetArn: "string",
  Targets: list(target),
});

/** The resource that an operation acts on, and what it must be given. */
interface OperationRule {
  on: "bus" | "rule" | "events" | "resource" | "anything";
  required?: readonly string[];
}

/** {@link https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html} */
const RULES = {
  CreateEventBus: { on: "bus", required: ["Name"] },
  DeleteEventBus: { on: "bus", required: ["Name"] },
  DeleteRule: { on: "rule", required: ["Name"] },
  DescribeEventBus: { on: "bus" },
  DescribeRule: { on: "rule", required: ["Name"] },
  DisableRule: { on: "rule", required: ["Name"] },
  EnableRule: { on: "rule", required: ["Name"] },
  ListEventBuses: { on: "anything" },
  ListRuleNamesByTarget: { on: "anything", required: ["TargetArn"] },
  ListRules: { on: "anything" },
  ListTagsForResource: { on: "resource", required: ["ResourceARN"] },
  ListTargetsByRule: { on: "rule", required: ["Rule"] },
  PutEvents: { on: "events", required: ["Entries"] },
  PutPermission: { on: "bus" },
  PutRule: { on: "rule", required: ["Name"] },
  PutTargets: { on: "rule", required: ["Rule", "Targets"] },
  RemovePermission: { on: "bus" },
  RemoveTargets: { on: "rule", required: ["Rule", "Ids"] },
  TagResource: { on: "resource", required: ["ResourceARN", "Tags"] },
  TestEventPattern: { on: "anything", required: ["EventPattern", "Event"] },
  UntagResource: { on: "resource", required: ["ResourceARN", "TagKeys"] },
  UpdateEventBus: { on: "bus" },
} as const satisfies Record<string, OperationRule>;

export type OperationName = keyof typeof RULES;

export const OPERATIONS: ReadonlySet<string> = new Set(Object.keys(RULES));

/** What event buses cannot have here: events of partners, logs, and a queue for events that could not be encrypted. */
const UNSUPPORTED = ["DeadLetterConfig", "EventSourceName", "LogConfig"];

/** Checks the types of an input, and that it has what the operation requires. */
export function checkInput(operation: string, input: Input): asserts operation is OperationName {
  if (!OPERATIONS.has(operation)) throw notServed(operation, OPERATIONS);
  const { required = [] }: OperationRule = RULES[operation as OperationName];
  const unsupported = UNSUPPORTED.find((member) => input[member] !== undefined && input[member] !== null);
  if (unsupported !== undefined) throw validation(`${unsupported} is not supported on this machine.`);
  checkShape(input, structure(MEMBERS.members, ...required), CODES);
}

/** What IAM must allow before an operation; the input has been checked. */
export function requirementsOf(operation: OperationName, input: Input, buses: EventBuses): Requirement[] {
  const action = `events:${operation}`;
  switch (RULES[operation].on) {
    case "events":
      return (input.Entries as Entry[]).map((each) => ({
        action,
        resource: buses.arnOf(each.EventBusName ?? "default"),
        context: { "events:source": each.Source ?? "", "events:detail-type": each.DetailType ?? "" },
      }));
    case "bus":
      return [{ action, resource: buses.arnOf(text(input.Name ?? input.EventBusName ?? "default")) }];
    case "rule":
      return [{ action, resource: ruleResource(input, buses) }, ...passedRoles(input)];
    case "resource":
      return [{ action, resource: text(input.ResourceARN) }];
    case "anything":
      return [{ action, resource: "*" }];
  }
}

function ruleResource(input: Input, buses: EventBuses): string {
  const bus = text(input.EventBusName ?? "default");
  return ruleArn({ arn: buses.arnOf(bus), name: busName(bus) }, text(input.Rule ?? input.Name));
}

/** The roles that rules and targets are given. */
function passedRoles({ RoleArn, Targets = [] }: Input): Requirement[] {
  const roles = [RoleArn, ...(Targets as Target[]).map((each) => each.RoleArn)];
  return [...new Set(roles)]
    .filter((role) => typeof role === "string")
    .map((role) => ({
      action: "iam:PassRole",
      resource: role,
      context: { "iam:PassedToService": "events.amazonaws.com" },
    }));
}

const text = (value: unknown) => String(value ?? "");
