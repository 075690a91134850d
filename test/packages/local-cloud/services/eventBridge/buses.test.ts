import assert from "node:assert/strict";
import { type Bench, startBench } from "./support";

describe("EventBridge: event buses", () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const call = (operation: string, input: object) =>
    bench.cloud.call(bench.cloud.administrator, "events", operation, input);

  it("are changed, the default one if none is named", async () => {
    await call("CreateEventBus", { Name: "orders", Description: "a" });
    const changed = await call("UpdateEventBus", { Name: "orders", KmsKeyIdentifier: "alias/k" });
    assert.deepEqual(changed, {
      Arn: "arn:aws:events:us-east-1:123456789012:event-bus/orders",
      Name: "orders",
      Description: "a",
      KmsKeyIdentifier: "alias/k",
    });
    await call("UpdateEventBus", { Description: "b" });
    assert.equal((await call("DescribeEventBus", { Name: "default" })).Description, "b");
  });

  const refused: [operation: string, input: object, error: object][] = [
    ["UpdateEventBus", { Name: "none" }, { code: "ResourceNotFoundException" }],
    [
      "CreateEventBus",
      { Name: "a", LogConfig: { Level: "INFO" } },
      { message: /^LogConfig is not supported/ },
    ],
    [
      "CreateEventBus",
      { Name: "a", EventSourceName: "aws.partner/x" },
      { message: /^EventSourceName is not/ },
    ],
    [
      "CreateArchive",
      { ArchiveName: "a" },
      { message: /CreateArchive is not served; served are CreateEventBus/ },
    ],
    ["ListEventBuses", { NextToken: "1" }, { message: "Parameter NextToken is not valid." }],
  ];
  for (const [operation, input, error] of refused) {
    it(`refuse ${operation} of ${JSON.stringify(input)}`, () =>
      assert.rejects(call(operation, input), { name: "AwsError", ...error }));
  }
});
