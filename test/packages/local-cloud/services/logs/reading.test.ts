import assert from "node:assert/strict";
import type { Caller } from "../../../../../packages/local-cloud/aws/service";
import { LogsService } from "../../../../../packages/local-cloud/services/logs/logs";

// biome-ignore lint/suspicious/noExplicitAny: outputs of many operations
type Output = any;

const ARN = "arn:aws:logs:us-east-1:123456789012:log-group:";

/** A service whose clock has fractions of milliseconds. */
async function serviceWith(groups: Record<string, Record<string, string[]>>) {
  let now = 1000.5;
  const service = new LogsService({ accountId: "123456789012", region: "us-east-1" }, () => now++);
  const call = (operation: string, input: object): Promise<Output> => {
    service.requirements({ operation, input: { ...input } });
    return service.invoke({ operation, input: { ...input } }, {} as Caller, {} as never);
  };
  for (const [logGroupName, streams] of Object.entries(groups)) {
    await call("CreateLogGroup", { logGroupName });
    for (const [logStreamName, messages] of Object.entries(streams)) {
      await call("CreateLogStream", { logGroupName, logStreamName });
      const logEvents = messages.map((message, index) => ({ timestamp: index + 0.25, message }));
      await call("PutLogEvents", { logGroupName, logStreamName, logEvents });
    }
  }
  return call;
}

const texts = ({ events }: Output): string[] => events.map(({ message }: { message: string }) => message);

describe("reading logs", () => {
  it("gives a stream in pages from its end and from its start", async () => {
    const call = await serviceWith({ "/a": { s: ["1", "2", "3", "4", "5"] } });
    const get = (more: object) => call("GetLogEvents", { logGroupName: "/a", logStreamName: "s", ...more });
    const last = await get({ limit: 2 });
    assert.deepEqual(texts(last), ["4", "5"]);
    const before = await get({ limit: 2, nextToken: last.nextBackwardToken });
    assert.deepEqual(texts(before), ["2", "3"]);
    const first = await get({ limit: 2, startFromHead: true });
    assert.deepEqual(texts(first), ["1", "2"]);
    const second = await get({ limit: 2, nextToken: first.nextForwardToken });
    const third = await get({ limit: 2, nextToken: second.nextForwardToken });
    assert.deepEqual([...texts(second), ...texts(third)], ["3", "4", "5"]);
    const end = await get({ limit: 2, nextToken: third.nextForwardToken });
    assert.deepEqual([texts(end), end.nextForwardToken], [[], third.nextForwardToken]);
    await assert.rejects(get({ nextToken: "nonsense" }), { message: "The specified nextToken is invalid." });
  });

  it("goes on after what came in the meantime", async () => {
    const call = await serviceWith({ "/a": { s: ["1"] } });
    const get = (more: object) => call("GetLogEvents", { logGroupName: "/a", logStreamName: "s", ...more });
    const { nextForwardToken } = await get({ startFromHead: true });
    const logEvents = [{ timestamp: 9, message: "later" }];
    await call("PutLogEvents", { logGroupName: "/a", logStreamName: "s", logEvents });
    assert.deepEqual(texts(await get({ nextToken: nextForwardToken })), ["later"]);
  });

  it("filters the streams that are named, page by page, by a group's name or ARN", async () => {
    const call = await serviceWith({ "/a": { one: ["x1", "y1", "x3"], two: ["x2"], three: ["x9"] } });
    const filter = (more: object) => call("FilterLogEvents", { logGroupIdentifier: `${ARN}/a`, ...more });
    assert.deepEqual(texts(await filter({ filterPattern: "x", logStreamNamePrefix: "t" })), ["x2", "x9"]);
    const streams = { logStreamNames: ["one", "two"] };
    const first = await filter({ ...streams, filterPattern: "-y1", limit: 2 });
    const second = await filter({ ...streams, filterPattern: "-y1", limit: 2, nextToken: first.nextToken });
    assert.deepEqual([texts(first), texts(second)], [["x1", "x2"], ["x3"]]);
    assert.equal(second.nextToken, undefined);
    assert.deepEqual(texts(await filter({ startTime: 1, endTime: 2, ...streams })), ["y1", "x3"]);
    await assert.rejects(filter({ ...streams, logStreamNamePrefix: "t" }), {
      message: "logStreamNames and logStreamNamePrefix are mutually exclusive parameters.",
    });
    await assert.rejects(filter({ filterPattern: "{" }), { code: "InvalidParameterException" });
  });

  it("lists groups by a prefix, a part or a pattern of their names, with their retention", async () => {
    const call = await serviceWith({ "/aws/b": {}, "/aws/a": {}, "/Other": {} });
    await call("PutRetentionPolicy", { logGroupName: "/aws/a", retentionInDays: 7 });
    const names = async (input: object) =>
      (await call("DescribeLogGroups", input)).logGroups.map((group: Output) => group.logGroupName);
    assert.deepEqual(await names({ logGroupNamePrefix: "/aws" }), ["/aws/a", "/aws/b"]);
    assert.deepEqual(await names({ logGroupNamePattern: "other" }), ["/Other"]);
    const { logGroups, nextToken } = await call("DescribeLogGroups", { limit: 2 });
    assert.deepEqual(await names({ nextToken }), ["/aws/b"]);
    const { retentionInDays, creationTime } = logGroups[1];
    assert.deepEqual([retentionInDays, Number.isInteger(creationTime)], [7, true]);
    const listed = await call("ListLogGroups", { logGroupNamePattern: "^/aws|Other" });
    assert.equal(listed.logGroups.length, 3);
    for (const [operation, input] of [
      ["DescribeLogGroups", { limit: 51 }],
      ["DescribeLogGroups", { logGroupNamePrefix: "a", logGroupNamePattern: "a" }],
      ["DescribeLogStreams", { logGroupName: "/aws/a", logGroupIdentifier: "/aws/a" }],
      ["PutRetentionPolicy", { logGroupName: "/aws/a", retentionInDays: 8 }],
      ["ListLogGroups", { logGroupNamePattern: "(a)" }],
      ["GetLogEvents", { logStreamName: "s" }],
    ] as const)
      await assert.rejects(async () => call(operation, input), { code: "InvalidParameterException" });
  });

  it("lists streams by name or by their latest event", async () => {
    const call = await serviceWith({ "/a": { b: ["1"], a: ["1", "2", "3"], c: ["1", "2"] } });
    const names = async (more: object) =>
      (await call("DescribeLogStreams", { logGroupName: "/a", ...more })).logStreams.map(
        (stream: Output) => stream.logStreamName,
      );
    assert.deepEqual(await names({}), ["a", "b", "c"]);
    assert.deepEqual(await names({ orderBy: "LastEventTime", descending: true }), ["a", "c", "b"]);
    assert.deepEqual(await names({ descending: true, limit: 1 }), ["c"]);
    await assert.rejects(names({ orderBy: "LastEventTime", logStreamNamePrefix: "a" }), {
      code: "InvalidParameterException",
    });
    await call("DeleteLogStream", { logGroupName: "/a", logStreamName: "b" });
    assert.deepEqual(await names({}), ["a", "c"]);
  });
});
