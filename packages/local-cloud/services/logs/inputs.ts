import { AwsError } from "../../aws/service";
import { checkShape, list, structure } from "../inputShape";

type Input = Record<string, unknown>;

const INVALID = { wrongType: "InvalidParameterException", missing: "InvalidParameterException" };

/** Every member of the operations' inputs; a member has the same type in all of them. */
const MEMBERS = {
  logGroupName: "string",
  logGroupIdentifier: "string",
  logGroupNamePrefix: "string",
  logGroupNamePattern: "string",
  logGroupClass: "string",
  logStreamName: "string",
  logStreamNamePrefix: "string",
  logStreamNames: list("string"),
  filterPattern: "string",
  startTime: "number",
  endTime: "number",
  limit: "number",
  startFromHead: "boolean",
  descending: "boolean",
  orderBy: "string",
  nextToken: "string",
  retentionInDays: "number",
  logEvents: list(structure({ timestamp: "number", message: "string" }, "timestamp", "message")),
} as const;

/** Of every operation: the members that it needs, and its largest page. */
const OPERATIONS: Readonly<Record<string, { required: readonly string[]; longest?: number }>> = {
  CreateLogGroup: { required: ["logGroupName"] },
  CreateLogStream: { required: ["logGroupName", "logStreamName"] },
  DeleteLogGroup: { required: ["logGroupName"] },
  DeleteLogStream: { required: ["logGroupName", "logStreamName"] },
  DeleteRetentionPolicy: { required: ["logGroupName"] },
  DescribeLogGroups: { required: [], longest: 50 },
  DescribeLogStreams: { required: [], longest: 50 },
  FilterLogEvents: { required: [], longest: 10_000 },
  GetLogEvents: { required: ["logStreamName"], longest: 10_000 },
  ListLogGroups: { required: [], longest: 1000 },
  PutLogEvents: { required: ["logGroupName", "logStreamName", "logEvents"] },
  PutRetentionPolicy: { required: ["logGroupName", "retentionInDays"] },
};

export const OPERATION_NAMES: ReadonlySet<string> = new Set(Object.keys(OPERATIONS));

/** Those that name a log group by `logGroupName` or, by its name or ARN, `logGroupIdentifier`. */
const IDENTIFYING = new Set(["DescribeLogStreams", "FilterLogEvents", "GetLogEvents"]);

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Throws `InvalidParameterException` if a member of the input has the wrong type. */
export const checkTypes = (input: Input): void => checkShape(input, structure(MEMBERS), INVALID);

/** Throws `InvalidParameterException` if an input, whose types have been checked, is incomplete or out of range. */
export function checkInput(operation: string, input: Input): void {
  const { required = [], longest } = OPERATIONS[operation] ?? {};
  checkShape(input, structure({}, ...required), INVALID);
  const { limit, retentionInDays, logGroupName, logGroupIdentifier } = input;
  if (IDENTIFYING.has(operation) && (logGroupName === undefined) === (logGroupIdentifier === undefined))
    throw invalid("Exactly one of logGroupName and logGroupIdentifier must be specified");
  if (longest !== undefined && limit !== undefined && !isBetween(limit, 1, longest))
    throw invalid(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must be an integer from 1 to ${longest}`,
    );
  if (retentionInDays !== undefined && !RETENTIONS.includes(Number(retentionInDays)))
    throw invalid(
      `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${RETENTIONS.join(", ")}]`,
    );
}

const isBetween = (value: unknown, least: number, most: number) =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most;

/** The name of the log group that an input names. */
export function groupNameOf({ logGroupName, logGroupIdentifier }: Input): string {
  if (logGroupIdentifier === undefined) return String(logGroupName ?? "");
  return String(logGroupIdentifier)
    .replace(/^arn:[^:]*:logs:[^:]*:[^:]*:log-group:/, "")
    .replace(/:\*$/, "");
}

export const invalidToken = () => invalid("The specified nextToken is invalid.");

export const invalid = (message: string) => new AwsError("InvalidParameterException", message);
