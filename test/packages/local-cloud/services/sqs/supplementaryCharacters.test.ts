import assert from "node:assert/strict";
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import { SqsService } from "../../../../../packages/local-cloud/services/sqs/sqs";
import { TestCloud } from "../../testCloud";

describe("SQS messages with characters beyond U+FFFF", () => {
  const cloud = new TestCloud();
  let client: SQSClient;
  let QueueUrl: string;
  before(async () => {
    await cloud.listen();
    const sqs = cloud.add(await SqsService.start({ cloud, clock: new ManualClock() }));
    QueueUrl = (await sqs.createQueue("characters")).queueUrl;
    client = new SQSClient({
      endpoint: cloud.endpoint,
      region: cloud.region,
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      maxAttempts: 1,
    });
  });
  after(async () => {
    client.destroy();
    await cloud.close();
  });

  /** The SDK compares the digests of what it sends and receives. */
  async function received(): Promise<(string | undefined)[]> {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    for (const { ReceiptHandle } of Messages) {
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    return Messages.map(({ Body }) => Body).sort();
  }

  const texts = ["😀", "a 👩‍🚀 b 𝒳", "\uE7FF1f600;", "plain", "\uE7FF😀;"];
  for (const text of texts) {
    it(`come back as they were sent: ${JSON.stringify(text)}`, async () => {
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: text }));
      assert.deepEqual(await received(), [text]);
    });
  }

  it("come back from a batch", async () => {
    const Entries = texts.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    const { Successful } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    assert.equal(Successful?.length, texts.length);
    assert.deepEqual(await received(), [...texts].sort());
  });
});
