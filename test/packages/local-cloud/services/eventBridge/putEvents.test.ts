import assert from "node:assert/strict";
import { PutEventsCommand, TestEventPatternCommand } from "@aws-sdk/client-eventbridge";
import { ACCOUNT, arn, type Bench, connect, startBench } from "./support";

describe("EventBridge: PutEvents", () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
    const rule = await bench.rule("all");
    const { queueArn } = await bench.sqs.createQueue("all", {});
    bench.allow(queueArn, "sqs:SendMessage", rule);
    await bench.target("all", { Arn: queueArn });
  });
  beforeEach(() => {
    bench.deliveries.length = 0;
  });
  after(() => bench.close());

  it("gives each event an id, and delivers it as AWS writes it", async () => {
    const time = new Date(Date.UTC(2020, 5, 1, 12, 0, 0, 900));
    const { Entries, FailedEntryCount } = await bench.put(
      { Detail: '{"a": [1]}', Resources: ["r1", "r2"], Time: time },
      { DetailType: "Grüße ☕" },
    );
    assert.equal(FailedEntryCount, 0);
    await bench.delivered(2);
    const received = (await bench.receive(arn("sqs", "all"))).map(({ Body }) => JSON.parse(Body));
    assert.deepEqual(
      received.sort((a, b) => (a.time < b.time ? -1 : 1)),
      [
        {
          version: "0",
          id: Entries![0]!.EventId,
          "detail-type": "Placed",
          source: "shop",
          account: ACCOUNT,
          time: "2020-06-01T12:00:00Z",
          region: "us-east-1",
          resources: ["r1", "r2"],
          detail: { a: [1] },
        },
        {
          version: "0",
          id: Entries![1]!.EventId,
          "detail-type": "Grüße ☕",
          source: "shop",
          account: ACCOUNT,
          time: "2026-01-02T03:04:05Z",
          region: "us-east-1",
          resources: [],
          detail: {},
        },
      ],
    );
  });

  const REQUIRED = (name: string) => ({
    ErrorCode: "InvalidArgument",
    ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
  });
  const MALFORMED = { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };

  /** The texts are recorded from AWS, but for the one of the long type. */
  for (const [title, entry, expected] of [
    ["no source", { Source: undefined }, REQUIRED("Source")],
    ["no type", { DetailType: "" }, REQUIRED("DetailType")],
    ["no detail", { Detail: undefined }, REQUIRED("Detail")],
    ["text as detail", { Detail: "text" }, MALFORMED],
    ["a string as detail", { Detail: '"text"' }, MALFORMED],
    ["a list as detail", { Detail: "[]" }, MALFORMED],
    ["too deep a detail", { Detail: `{"a":${"[".repeat(2000)}${"]".repeat(2000)}}` }, MALFORMED],
    [
      "a source of AWS",
      { Source: "aws.ec2" },
      { ErrorCode: "NotAuthorizedForSource", ErrorMessage: "Not authorized for the source." },
    ],
    [
      "too long a type",
      { DetailType: "x".repeat(129) },
      {
        ErrorCode: "InvalidArgument",
        ErrorMessage:
          "Parameter DetailType is not valid. Reason: DetailType must have at most 128 characters.",
      },
    ],
  ] as const) {
    it(`rejects an entry with ${title}, and accepts the others`, async () => {
      const { Entries, FailedEntryCount } = await bench.put(entry, {});
      assert.equal(FailedEntryCount, 1);
      assert.deepEqual(Entries![0], expected);
      assert.match(Entries![1]!.EventId!, /^[0-9a-f-]{36}$/);
      await bench.delivered(1);
    });
  }

  it("rejects requests with too many or too large entries, and ones without", async () => {
    await assert.rejects(bench.put(...Array.from({ length: 11 }, () => ({}))), {
      name: "ValidationException",
      message: /at 'entries' failed to satisfy constraint: Member must have length less than or equal to 10$/,
    });
    await assert.rejects(bench.put(), { name: "ValidationException", message: /at 'entries'/ });
    const half = JSON.stringify({ text: "x".repeat(512 * 1024) });
    await assert.rejects(bench.put({ Detail: half }, { Detail: half }), {
      name: "ValidationException",
      message: "Total size of the entries in the request is over the limit.",
    });
    assert.equal((await bench.put({ Detail: half })).FailedEntryCount, 0);
    await bench.delivered(1);
  });

  it("accepts and drops an event for a bus that does not exist", async () => {
    const { Entries, FailedEntryCount } = await bench.put({ EventBusName: "nowhere" });
    assert.equal(FailedEntryCount, 0);
    assert.ok(Entries![0]!.EventId);
    await bench.delivered(0);
  });

  it("needs the permission for each event's bus, source and type", async () => {
    const role = bench.role("putter", "events:PutEvents", arn("events", "event-bus/default"));
    bench.cloud.iam.registry.putRolePolicy("putter", "deny", {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Deny",
          Action: "events:PutEvents",
          Resource: "*",
          Condition: { StringEquals: { "events:source": "secret" } },
        },
      ],
    });
    const { credentials } = bench.cloud.assumeRole(role, {
      principal: { service: "events.amazonaws.com" },
      sessionName: "s",
    });
    const client = connect(bench.cloud.endpoint, credentials);
    const put = (entry: object) =>
      client.send(
        new PutEventsCommand({ Entries: [{ Source: "x", DetailType: "d", Detail: "{}", ...entry }] }),
      );
    assert.equal((await put({})).FailedEntryCount, 0);
    assert.equal((await put({ EventBusName: arn("events", "event-bus/default") })).FailedEntryCount, 0);
    await assert.rejects(put({ EventBusName: "other" }), {
      name: "AccessDeniedException",
      message: /events:PutEvents on resource: arn:aws:events:us-east-1:123456789012:event-bus\/other/,
    });
    await assert.rejects(put({ Source: "secret" }), { name: "AccessDeniedException" });
    client.destroy();
  });

  it("tests a pattern against an event", async () => {
    const test = (EventPattern: string, Event: string) =>
      bench.client.send(new TestEventPatternCommand({ EventPattern, Event }));
    const event = {
      id: "1",
      account: "1",
      source: "s",
      time: "2026-01-01T00:00:00Z",
      region: "r",
      resources: [],
      "detail-type": "d",
    };
    assert.equal((await test('{"source":["s"]}', JSON.stringify(event))).Result, true);
    assert.equal((await test('{"source":["x"]}', JSON.stringify(event))).Result, false);
    const { region: _, ...incomplete } = event;
    for (const text of ["text", "[]", JSON.stringify(incomplete)]) {
      await assert.rejects(test('{"source":["s"]}', text), {
        name: "ValidationException",
        message: "Parameter Event is not valid.",
      });
    }
    await assert.rejects(test("{}", JSON.stringify(event)), {
      name: "InvalidEventPatternException",
      message: "Event pattern is not valid. Reason: Empty objects are not allowed",
    });
  });
});
