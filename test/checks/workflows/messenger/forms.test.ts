import assert from "node:assert/strict";
import { evaluatedMessenger, Messenger, messages } from "./messenger";

const MARK_ONLY = { messengerDeliverToQueue: "false" };

describe("messenger: its two forms", function () {
  this.timeout(60_000);
  let messenger: Messenger;

  before(async () => {
    messenger = await Messenger.start(await evaluatedMessenger("dev", MARK_ONLY));
  });
  after(() => messenger.close());

  const definition = async () => {
    const { definition: text } = await messenger.call("states", "DescribeStateMachine", {
      stateMachineArn: messenger.machineArn,
    });
    return JSON.parse(String(text));
  };
  const mapOf = (machine: {
    States: Record<string, { ItemProcessor: { StartAt: string; States: object } }>;
  }) => machine.States["Send Messages"]!.ItemProcessor;

  it("marks only, then sends too: the same machine, which a restarted pump follows", async () => {
    const { stack, services } = messenger.running;
    const marking = await definition();
    assert.equal(mapOf(marking).StartAt, "Record Sent");
    assert.equal(JSON.stringify(marking).includes("sqs:sendMessage"), false);

    const first = messages(3, "first");
    await messenger.put(first);
    const pump = await messenger.startPump();
    await messenger.until(async () => !(await messenger.hasUnsent()));
    assert.deepEqual(await messenger.drain(), []);
    assert.equal([...(await messenger.items()).values()].filter(({ sent }) => sent).length, 3);

    const arn = messenger.machineArn;
    const changes = await stack.deploy(await evaluatedMessenger("dev"));
    assert.deepEqual([changes.created, changes.deleted], [[], []]);
    assert.deepEqual(changes.updated.map((urn) => urn.split("::").at(-1)).sort(), [
      "messenger-machine",
      "messenger-policy",
    ]);
    assert.equal(messenger.machineArn, arn);
    const sending = await definition();
    assert.equal(mapOf(sending).StartAt, "Send");
    assert.deepEqual(
      Object.keys(sending.States).filter(
        (name) => JSON.stringify(sending.States[name]) !== JSON.stringify(marking.States[name]),
      ),
      ["Send Messages"],
    );

    // The running pump keeps its form.
    await messenger.put(messages(2, "still"));
    await messenger.until(async () => !(await messenger.hasUnsent()));
    assert.deepEqual(await messenger.drain(), []);

    await messenger.stopPumps("Stop to update for demo.");
    assert.equal((pump.result as { cause?: string }).cause, "Stop to update for demo.");
    const second = messages(3, "second");
    await messenger.put(second);
    await messenger.pumpAll();
    assert.deepEqual(
      (await messenger.drain()).map(({ id }) => id).sort(),
      second.map(({ id }) => id),
    );

    await stack.deploy(await evaluatedMessenger("dev", MARK_ONLY));
    assert.deepEqual(await definition(), marking);
    assert.deepEqual(services.cloud.iam.refusals, []);
  });

  it("is followed by an execution that continues another", async () => {
    const { stack, services } = messenger.running;
    const pump = await messenger.startPump();
    await stack.deploy(await evaluatedMessenger("dev"));
    await services.clock.skipWhile(pump.ended);
    await messenger.put(messages(2, "third"));
    await messenger.until(async () => !(await messenger.hasUnsent()));
    await messenger.stopPumps();
    assert.equal((await messenger.drain()).length, 2);
  });
});
