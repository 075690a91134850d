import assert from "node:assert/strict";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import { LogsService, type StoredLogEvent } from "../../../../../packages/local-cloud/services/logs/logs";
import { TestCloud } from "../../testCloud";

const GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:/g";

describe("CloudWatch Logs", () => {
  const cloud = new TestCloud();
  const clock = new ManualClock();
  let logs: LogsService;
  beforeEach(() => {
    logs = cloud.add(new LogsService(cloud, () => clock.now()));
    logs.createLogGroup("/g");
  });

  const call = (operation: string, input: object = {}) =>
    cloud.call(cloud.administrator, "logs", operation, { logGroupName: "/g", ...input });
  const put = async (logStreamName: string, ...messages: [number, string][]) => {
    const logEvents = messages.map(([timestamp, message]) => ({ timestamp, message }));
    await call("PutLogEvents", { logStreamName, logEvents });
  };
  const texts = ({ events }: Record<string, unknown>) =>
    (events as StoredLogEvent[]).map(({ message }) => message);

  it("stores the events of a stream", async () => {
    await call("CreateLogStream", { logStreamName: "s" });
    await put("s", [1, "a"], [2, "b"], [3, "c"]);
    assert.deepEqual(texts(await call("GetLogEvents", { logStreamName: "s" })), ["a", "b", "c"]);
    assert.deepEqual(texts(await call("GetLogEvents", { logStreamName: "s", limit: 1 })), ["c"]);
    assert.deepEqual(
      texts(await call("GetLogEvents", { logStreamName: "s", limit: 1, startFromHead: true })),
      ["a"],
    );
    assert.deepEqual(texts(await call("GetLogEvents", { logStreamName: "s", startTime: 2, endTime: 3 })), [
      "b",
    ]);
  });

  it("filters the events of all streams of a group, in order of time", async () => {
    for (const logStreamName of ["s", "t"]) await call("CreateLogStream", { logStreamName });
    await put("s", [1, "one"], [3, "three"]);
    await put("t", [2, "two"], [3, "three too"]);
    assert.deepEqual(texts(await call("FilterLogEvents")), ["one", "two", "three", "three too"]);
    assert.deepEqual(texts(await call("FilterLogEvents", { filterPattern: '"thre"' })), [
      "three",
      "three too",
    ]);
    assert.deepEqual(
      logs.events("/g").map(({ message }) => message),
      ["one", "two", "three", "three too"],
    );
  });

  it("retains the last 10,000 events of a group, whatever streams they are in", async () => {
    for (const logStreamName of ["a", "b"]) await call("CreateLogStream", { logStreamName });
    for (let index = 0; index < 11_000; index += 2) {
      await put("a", [index, `a${index}`]);
      await put("b", [index + 1, `b${index + 1}`]);
    }
    const kept = logs.events("/g");
    assert.equal(kept.length, 10_000);
    assert.deepEqual([kept[0]?.message, kept.at(-1)?.message], ["a1000", "b10999"]);
    await put("a", [11_000, "a11000"]);
    assert.equal(logs.events("/g").length, 10_001, "the next ones go when there are 1,000 of them");
  });

  it("describes groups and streams", async () => {
    logs.createLogGroup("/h");
    await call("CreateLogStream", { logStreamName: "s" });
    await put("s", [5, "a"]);
    const { logGroups } = await call("DescribeLogGroups", { logGroupNamePrefix: "/g" });
    assert.deepEqual(logGroups, [
      {
        logGroupName: "/g",
        creationTime: clock.now(),
        metricFilterCount: 0,
        arn: `${GROUP}:*`,
        logGroupArn: GROUP,
        logGroupClass: "STANDARD",
      },
    ]);
    const { logStreams } = await call("DescribeLogStreams");
    const [stream] = logStreams as Record<string, unknown>[];
    assert.deepEqual([stream?.logStreamName, stream?.lastEventTimestamp], ["s", 5]);
  });

  it("reports new events until it is stopped", async () => {
    await call("CreateLogStream", { logStreamName: "s" });
    const seen: string[] = [];
    const stop = logs.onEvent((group, { message }) => seen.push(`${group} ${message}`));
    await put("s", [1, "a"]);
    stop();
    await put("s", [2, "b"]);
    assert.deepEqual(seen, ["/g a"]);
  });

  const REFUSED: [string, object, string][] = [
    ["CreateLogGroup", {}, "ResourceAlreadyExistsException"],
    ["CreateLogStream", { logGroupName: "/none", logStreamName: "s" }, "ResourceNotFoundException"],
    [
      "PutLogEvents",
      { logStreamName: "none", logEvents: [{ timestamp: 1, message: "" }] },
      "ResourceNotFoundException",
    ],
    ["GetLogEvents", { logStreamName: "none" }, "ResourceNotFoundException"],
    ["DeleteLogGroup", { logGroupName: "/none" }, "ResourceNotFoundException"],
  ];
  for (const [operation, input, code] of REFUSED) {
    it(`refuses ${operation} of ${JSON.stringify(input)}`, () =>
      assert.rejects(call(operation, input), { code }));
  }

  it("rejects a second stream of the same name, and no events", async () => {
    await call("CreateLogStream", { logStreamName: "s" });
    await assert.rejects(call("CreateLogStream", { logStreamName: "s" }), {
      code: "ResourceAlreadyExistsException",
    });
    await assert.rejects(call("PutLogEvents", { logStreamName: "s", logEvents: [] }), {
      code: "InvalidParameterException",
    });
  });

  it("deletes a group", async () => {
    await call("DeleteLogGroup");
    assert.equal(logs.hasLogGroup("/g"), false);
    assert.throws(() => logs.events("/g"), { code: "ResourceNotFoundException" });
  });

  const REQUIRED: [string, object, string][] = [
    ["CreateLogGroup", {}, GROUP],
    ["CreateLogStream", { logStreamName: "s" }, `${GROUP}:log-stream:s`],
    ["PutLogEvents", { logStreamName: "s" }, `${GROUP}:log-stream:s`],
    ["FilterLogEvents", {}, `${GROUP}:*`],
  ];
  for (const [operation, input, resource] of REQUIRED) {
    it(`requires logs:${operation} on ${resource}`, () => {
      assert.deepEqual(logs.requirements({ operation, input: { logGroupName: "/g", ...input } }), [
        { action: `logs:${operation}`, resource },
      ]);
    });
  }
});
