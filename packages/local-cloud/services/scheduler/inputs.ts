import { checkShape, list, type Shape, structure } from "../inputShape";
import type { OperationName } from "./restOperations";

export type Input = Record<string, unknown>;

const CODES = { wrongType: "ValidationException", missing: "ValidationException" };

const target: Shape = structure(
  {
    Arn: "string",
    RoleArn: "string",
    DeadLetterConfig: structure({ Arn: "string" }),
    EventBridgeParameters: structure({ DetailType: "string", Source: "string" }, "DetailType", "Source"),
    Input: "string",
    RetryPolicy: structure({ MaximumEventAgeInSeconds: "number", MaximumRetryAttempts: "number" }),
    SqsParameters: structure({ MessageGroupId: "string" }),
  },
  "Arn",
  "RoleArn",
);

/** Every member of the operations' inputs; a member has the same type in all of them. */
const MEMBERS = {
  ActionAfterCompletion: "string",
  ClientToken: "string",
  Description: "string",
  FlexibleTimeWindow: structure({ Mode: "string", MaximumWindowInMinutes: "number" }, "Mode"),
  GroupName: "string",
  KmsKeyArn: "string",
  Name: "string",
  NamePrefix: "string",
  ResourceArn: "string",
  ScheduleExpression: "string",
  ScheduleExpressionTimezone: "string",
  State: "string",
  Tags: list(structure({ Key: "string", Value: "string" }, "Key", "Value")),
  Target: target,
} as const;

const SCHEDULE = ["Name", "ScheduleExpression", "FlexibleTimeWindow", "Target"];

const REQUIRED: Readonly<Record<OperationName, readonly string[]>> = {
  CreateSchedule: SCHEDULE,
  CreateScheduleGroup: ["Name"],
  DeleteSchedule: ["Name"],
  DeleteScheduleGroup: ["Name"],
  GetSchedule: ["Name"],
  GetScheduleGroup: ["Name"],
  ListScheduleGroups: [],
  ListSchedules: [],
  ListTagsForResource: ["ResourceArn"],
  TagResource: ["ResourceArn", "Tags"],
  UntagResource: ["ResourceArn", "TagKeys"],
  UpdateSchedule: SCHEDULE,
};

/** Checks the types of an input, and that it has what the operation requires. */
export const checkInput = (operation: OperationName, input: Input): void =>
  checkShape(input, structure(MEMBERS, ...REQUIRED[operation]), CODES);
