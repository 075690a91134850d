import assert from "node:assert/strict";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { type Round, scanMessages } from "../../../handlers/messenger/scanMessages";

interface Item {
  user_name: string;
  message_id: string;
  message?: string;
  /** What the table knows and the index does not yet. */
  sent?: boolean;
}

const many = (count: number, message: string): Item[] =>
  Array.from({ length: count }, (_, index) => ({ user_name: "u", message_id: `m${index}`, message }));

describe("handlers: scanMessages", () => {
  let server: http.Server;
  let items: Item[];
  /** Ids that a batch does not get to. */
  let unprocessed: Set<string>;
  let queries: { Limit: number; ExclusiveStartKey?: unknown }[];
  let consistent: boolean[];
  const environment = { ...process.env };

  const key = ({ user_name, message_id }: Item) => ({
    user_name: { S: user_name },
    message_id: { S: message_id },
  });

  const answers: Record<string, (input: never) => object> = {
    Query(input: { Limit: number; ExclusiveStartKey?: { message_id: { S: string } } }) {
      queries.push(input);
      const from = input.ExclusiveStartKey
        ? items.findIndex(({ message_id }) => message_id === input.ExclusiveStartKey!.message_id.S) + 1
        : 0;
      const page = items.slice(from, from + input.Limit);
      const more = from + input.Limit < items.length;
      return { Items: page.map(key), ...(more && { LastEvaluatedKey: key(page.at(-1)!) }) };
    },
    BatchGetItem({
      RequestItems,
    }: {
      RequestItems: { t: { Keys: ReturnType<typeof key>[]; ConsistentRead: boolean } };
    }) {
      const { Keys, ConsistentRead } = RequestItems.t;
      consistent.push(ConsistentRead);
      const wanted = new Set(Keys.map(({ message_id }) => message_id.S));
      const found = items.filter(({ message_id }) => wanted.has(message_id) && !unprocessed.has(message_id));
      return {
        Responses: {
          t: found.map((item) => ({
            ...key(item),
            ...(item.message !== undefined && { message: { S: item.message } }),
            ...(!item.sent && { unsent: { S: "yes" } }),
          })),
        },
        UnprocessedKeys: {},
      };
    },
  };

  before((done) => {
    server = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk) => chunks.push(chunk));
      request.on("end", () => {
        const operation = String(request.headers["x-amz-target"]).split(".")[1]!;
        const input = JSON.parse(Buffer.concat(chunks).toString()) as never;
        response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
        response.end(JSON.stringify(answers[operation]!(input)));
      });
    });
    server.listen(0, "127.0.0.1", () => {
      Object.assign(process.env, {
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "local",
        AWS_SECRET_ACCESS_KEY: "local",
        TABLE_NAME: "t",
        INDEX_NAME: "unsent",
      });
      done();
    });
  });

  after((done) => {
    process.env = environment;
    server.closeAllConnections();
    server.close(done);
  });

  beforeEach(() => {
    items = [];
    unprocessed = new Set();
    queries = [];
    consistent = [];
  });

  const scan = async () => (await scanMessages()()).messages;

  it("finds nothing if nothing is unsent", async () => {
    assert.deepEqual(await scan(), []);
    assert.equal(queries.length, 1);
  });

  it("reads page after page, 50 messages at most, each consistently", async () => {
    items = many(120, "text");
    assert.deepEqual(
      await scan(),
      items.slice(0, 50).map(({ user_name, message_id, message }) => ({ user_name, message_id, message })),
    );
    assert.deepEqual(
      queries.map(({ Limit }) => Limit),
      [25, 25],
    );
    assert.deepEqual(consistent, [true, true]);
  });

  it("starts after a key, and returns that of its last message until it has read all", async () => {
    items = many(120, "text");
    const scanned: string[] = [];
    const counts: number[] = [];
    for (let after: Round["next"] | undefined; after !== null; ) {
      const round = await scanMessages()({ after });
      scanned.push(...round.messages.map(({ message_id }) => message_id));
      counts.push(round.messages.length);
      after = round.next;
    }
    assert.deepEqual(counts, [50, 50, 20]);
    assert.deepEqual(
      scanned,
      items.map(({ message_id }) => message_id),
    );
  });

  it("loses no place where a round is full within a page", async () => {
    items = many(20, "a".repeat(20_000));
    const first = await scanMessages()();
    const second = await scanMessages()({ after: first.next });
    assert.deepEqual([first.messages.length, second.messages[0]?.message_id], [8, "m8"]);
  });

  it("marks what has no room for a reason", async () => {
    items = [{ user_name: "u", message_id: "m", message: "a".repeat(409_000) }];
    assert.deepEqual(await scan(), [
      { user_name: "u", message_id: "m", message: "", tooLarge: true, isFull: true },
    ]);
  });

  it("passes over what the index still has and the table says was sent, or is gone", async () => {
    items = many(70, "text").map((item, index) => ({ ...item, sent: index < 60 }));
    assert.deepEqual(
      (await scan()).map(({ message_id }) => message_id),
      items.slice(60).map(({ message_id }) => message_id),
    );
  });

  it("leaves what DynamoDB does not get to for the next round", async () => {
    items = many(3, "text");
    unprocessed.add("m1");
    assert.deepEqual(
      (await scan()).map(({ message_id }) => message_id),
      ["m0", "m2"],
    );
  });

  it("stays below what a state carries, whatever the alphabet and the length of ids", async () => {
    for (const message of [
      "a".repeat(20_000),
      "é".repeat(20_000),
      '"'.repeat(20_000),
      "\u0001".repeat(10_000),
    ]) {
      items = many(50, message).map((item) => ({ ...item, user_name: "u".repeat(2048) }));
      const messages = await scan();
      assert.ok(messages.length > 0 && messages.length < 50);
      assert.ok(Buffer.byteLength(JSON.stringify({ messages })) < 200_000);
    }
  });

  it("names messages that are too large without their text, and continues", async () => {
    items = [
      { user_name: "u", message_id: "large", message: "é".repeat(100_000) },
      { user_name: "u", message_id: "fits", message: "text" },
    ];
    assert.deepEqual(await scan(), [
      { user_name: "u", message_id: "large", message: "", tooLarge: true },
      { user_name: "u", message_id: "fits", message: "text" },
    ]);
  });

  it("returns an empty text for an item without one: the queue reports the error", async () => {
    items = [{ user_name: "u", message_id: "m" }];
    assert.deepEqual(await scan(), [{ user_name: "u", message_id: "m", message: "" }]);
  });
});
