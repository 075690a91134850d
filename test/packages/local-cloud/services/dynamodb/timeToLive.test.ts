import assert from "node:assert/strict";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import { DynamoDbService } from "../../../../../packages/local-cloud/services/dynamodb/dynamodb";
import { eventually, TestCloud } from "../../testCloud";

const TableName = "sessions";
const key = (id: string) => ({ id: { S: id } });
const MINUTE = 60_000;

describe("DynamoDB's time to live", () => {
  let cloud: TestCloud;
  let clock: ManualClock;
  beforeEach(async () => {
    cloud = new TestCloud();
    clock = new ManualClock(Date.now());
    cloud.add(await DynamoDbService.start({ cloud, clock }));
    await call("CreateTable", {
      TableName,
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    });
  });
  afterEach(() => cloud.close());

  // biome-ignore lint/suspicious/noExplicitAny: outputs of every operation
  const call = (operation: string, input: object): Promise<any> =>
    cloud.call(cloud.administrator, "dynamodb", operation, input);
  const enable = (Enabled = true, AttributeName = "endsAt") =>
    call("UpdateTimeToLive", { TableName, TimeToLiveSpecification: { AttributeName, Enabled } });
  const inMinutes = (minutes: number, from = clock.now()) => ({
    N: String(Math.floor(from / 1000) + minutes * 60),
  });
  const put = (id: string, endsAt: object) => call("PutItem", { TableName, Item: { ...key(id), endsAt } });
  const ids = async () =>
    (await call("Scan", { TableName })).Items.map(({ id }: { id: { S: string } }) => id.S).sort();
  /** What is left after so many minutes, once it is so. */
  const leaves = async (minutes: number, expected: string[]) => {
    await clock.advance(minutes * MINUTE);
    let left: string[] = [];
    await eventually(() => {
      void ids().then((found) => (left = found));
      return left.join() === expected.join();
    });
  };

  it("deletes each item when the clock passes its time", async () => {
    await put("before", inMinutes(2));
    await enable();
    await put("a", inMinutes(1));
    await put("b", inMinutes(3));
    await put("text", { S: "1" });
    await call("BatchWriteItem", {
      RequestItems: { [TableName]: [{ PutRequest: { Item: { ...key("c"), endsAt: inMinutes(1) } } }] },
    });
    await call("TransactWriteItems", {
      TransactItems: [{ Put: { TableName, Item: { ...key("d"), endsAt: inMinutes(2) } } }],
    });
    assert.deepEqual(await ids(), ["a", "b", "before", "c", "d", "text"]);
    await leaves(1.02, ["b", "before", "d", "text"]);
    await leaves(1, ["b", "text"]);
    await leaves(1, ["text"]);
    assert.equal(clock.nextDue, undefined);
  });

  it("follows changes of the time", async () => {
    await enable();
    for (const id of ["later", "never", "sooner", "deleted"]) await put(id, inMinutes(2));
    const update = (id: string, UpdateExpression: string, value?: object) =>
      call("UpdateItem", {
        TableName,
        Key: key(id),
        UpdateExpression,
        ...(value && { ExpressionAttributeValues: { ":v": value } }),
      });
    await update("later", "SET endsAt = :v", inMinutes(5));
    await update("never", "REMOVE endsAt");
    await update("sooner", "SET endsAt = :v", inMinutes(1));
    await update("sooner", "SET note = :v", { S: "x" });
    await call("DeleteItem", { TableName, Key: key("deleted") });
    await leaves(1.02, ["later", "never"]);
    await leaves(3, ["later", "never"]);
    await leaves(1, ["never"]);
  });

  it("deletes nothing while it is disabled, or from another table of the name", async () => {
    await enable();
    await put("a", inMinutes(1));
    await enable(false);
    assert.equal(clock.nextDue, undefined);
    await enable(true, "ends");
    assert.equal(clock.nextDue, undefined);
    await enable(false, "ends");
    await enable();
    assert.notEqual(clock.nextDue, undefined);
    await call("DeleteTable", { TableName });
    assert.equal(clock.nextDue, undefined);
  });

  it("keeps an item whose time was given by this machine, which is behind the clock, for as long", async () => {
    await enable();
    await clock.advance(60 * MINUTE);
    await put("machine", inMinutes(10, Date.now()));
    await put("clock", inMinutes(2));
    await put("past", inMinutes(-1, Date.now()));
    await leaves(0.01, ["clock", "machine"]);
    await leaves(3, ["machine"]);
    await leaves(8, []);
  });

  it("keeps items that ended more than five years ago", async () => {
    await enable();
    await put("old", { N: "1" });
    assert.equal(clock.nextDue, undefined);
    assert.deepEqual(await ids(), ["old"]);
  });

  it("has one timer, in the background, for many items", async () => {
    await enable();
    const minutes = Array.from({ length: 300 }, (_, index) => ((index * 7) % 300) + 1);
    for (const each of minutes) await put(String(each), inMinutes(each));
    // Written again and again, an item ends at its latest time only.
    for (const each of [...minutes, ...minutes, ...minutes]) await put("again", inMinutes(each));
    assert.equal(clock.timers.length, 1);
    await leaves(298.5, ["299", "300"]);
  });
});
