import { pageOf } from "../../aws/pages";
import { invalid, invalidToken } from "./inputs";
import type { LogGroup, LogStream } from "./logGroups";

type Input = Record<string, unknown>;
type GroupDescription = ReturnType<typeof describeGroup>;

const PAGE_SIZE = 50;

export const describeGroup = ({ name, creationTime, retentionInDays }: LogGroup, arn: string) => ({
  logGroupName: name,
  creationTime,
  ...(retentionInDays !== undefined && { retentionInDays }),
  metricFilterCount: 0,
  arn: `${arn}:*`,
  logGroupArn: arn,
  logGroupClass: "STANDARD",
});

/** `DescribeLogGroups`: by a prefix of the name, or by a part of it, whatever its case. */
export function describeGroups(
  groups: LogGroup[],
  describe: (group: LogGroup) => GroupDescription,
  input: Input,
): Input {
  const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern } = input;
  if (prefix !== undefined && pattern !== undefined)
    throw invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
  const part = String(pattern ?? "").toLowerCase();
  const found = groups.filter(
    ({ name }) => name.startsWith(String(prefix ?? "")) && name.toLowerCase().includes(part),
  );
  const { items, ...next } = pageOf(found, ({ name }) => name, input, PAGE_SIZE, invalidToken);
  return { logGroups: items.map(describe), ...next };
}

/** `ListLogGroups`: by a regular expression. */
export function listGroups(
  groups: LogGroup[],
  describe: (group: LogGroup) => GroupDescription,
  input: Input,
): Input {
  const expression = readPattern(String(input.logGroupNamePattern ?? ""));
  const found = groups.filter(({ name }) => expression.test(name));
  const { items, ...next } = pageOf(found, ({ name }) => name, input, PAGE_SIZE, invalidToken);
  const logGroups = items.map(describe).map(({ logGroupName, logGroupArn, logGroupClass }) => ({
    logGroupName,
    logGroupArn,
    logGroupClass,
  }));
  return { logGroups, ...next };
}

/** Up to five names with `|` between them, each a part of the group's name, or its start after `^`. */
function readPattern(pattern: string): RegExp {
  if (!/^(\^?[\w./#-]*)(\|\^?[\w./#-]*){0,4}$/.test(pattern))
    throw invalid(
      `1 validation error detected: Value '${pattern}' at 'logGroupNamePattern' failed to satisfy constraint: Member must be up to five names, joined by |`,
    );
  return new RegExp(pattern.replace(/[.]/g, "\\$&"));
}

/** `DescribeLogStreams`: by name, or the ones with the latest events first or last. */
export function describeStreams(group: LogGroup, groupArn: string, input: Input): Input {
  const { logStreamNamePrefix: prefix, orderBy = "LogStreamName", descending = false } = input;
  if (orderBy !== "LogStreamName" && orderBy !== "LastEventTime")
    throw invalid(
      `1 validation error detected: Value '${orderBy}' at 'orderBy' failed to satisfy constraint: Member must satisfy enum value set: [LogStreamName, LastEventTime]`,
    );
  if (orderBy === "LastEventTime" && prefix !== undefined)
    throw invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
  const lastOf = ({ events }: LogStream) => events.at(-1)?.timestamp ?? 0;
  const found = [...group.streams.values()]
    .filter(({ name }) => name.startsWith(String(prefix ?? "")))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  if (orderBy === "LastEventTime") found.sort((a, b) => lastOf(a) - lastOf(b));
  if (descending) found.reverse();
  const { items, ...next } = pageOf(found, ({ name }) => name, input, PAGE_SIZE, invalidToken);
  return { logStreams: items.map((stream) => describeStream(stream, groupArn)), ...next };
}

const describeStream = ({ name, creationTime, events }: LogStream, groupArn: string) => ({
  logStreamName: name,
  creationTime,
  firstEventTimestamp: events[0]?.timestamp,
  lastEventTimestamp: events.at(-1)?.timestamp,
  lastIngestionTime: events.at(-1)?.ingestionTime,
  arn: `${groupArn}:log-stream:${name}`,
});
