import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Execution } from "../../../packages/local-cloud";
import { evaluatedMessenger, type Message, Messenger, messages } from "./messenger/messenger";

const keyOf = ({ user, id }: { user?: string | undefined; id?: string | undefined }) => `${user}/${id}`;
const SENT = { sent: true, unsent: false, setAside: undefined };
const SCAN = "Scan DynamoDB For Messages";

for (const stack of ["dev", "prod"] as const) {
  describe(`messenger of the ${stack} stack`, function () {
    this.timeout(300_000);
    let messenger: Messenger;

    before(async () => {
      messenger = await Messenger.start(await evaluatedMessenger(stack));
    });
    after(() => messenger.close());
    afterEach(async () => {
      messenger.faults.clear();
      await messenger.stopPumps();
    });

    /** In prod a schedule starts the pump. */
    async function startedBySchedule() {
      const { clock } = messenger.running.services;
      const before = (await messenger.executions()).length;
      await clock.skipWhile(new Promise<void>((resolve) => clock.after(301_000, resolve)));
      await clock.whenIdle();
      const started = (await messenger.executions()).length - before;
      assert.equal(started, 1);
      await messenger.stopPumps();
    }

    it("sends each message with its user and id, and marks it sent", async () => {
      const all = messages(3, "plain");
      await messenger.put(all);
      await messenger.pumpAll();
      const received = await messenger.drain();
      assert.deepEqual(
        received.sort((a, b) => String(a.id).localeCompare(String(b.id))),
        all.map(({ text, user, id }) => ({ body: text, user, id })),
      );
      const items = await messenger.items();
      for (const message of all) assert.deepEqual(items.get(keyOf(message)), SENT);
    });

    it("sets bad messages aside with the reason, and sends the others", async () => {
      const bad: Message[] = [
        { user: "empty", id: "bad1", text: "" },
        { user: "large", id: "bad2", text: "é".repeat(80_000) },
        { user: "a group cannot have spaces", id: "bad3", text: "text" },
        { user: "no", id: "an id neither", text: "text" },
      ];
      const good = messages(6, "good");
      await messenger.put([...bad, ...good]);
      await messenger.pumpAll();
      assert.deepEqual((await messenger.drain()).map(keyOf).sort(), good.map(keyOf).sort());
      const asides = (await messenger.drainDeadLetters()).map(({ body }) => JSON.parse(body));
      const reasons = new Map(
        asides.map(({ user_name, message_id, reason }) => [`${user_name}/${message_id}`, reason]),
      );
      assert.deepEqual([...reasons.keys()].sort(), bad.map(keyOf).sort());
      assert.match(reasons.get("empty/bad1"), /^SQS\.\w+: .*MessageBody/);
      assert.match(reasons.get("large/bad2"), /larger than the pump carries/);
      assert.match(reasons.get("a group cannot have spaces/bad3"), /MessageGroupId/);
      assert.match(reasons.get("no/an id neither"), /MessageDeduplicationId/);
      const items = await messenger.items();
      for (const message of bad) {
        assert.deepEqual(items.get(keyOf(message)), {
          sent: false,
          unsent: false,
          setAside: reasons.get(keyOf(message)),
        });
      }
    });

    it("sets aside whatever the table accepts and the queue does not, and sends the others", async () => {
      const odd = (count: number, of: (index: number) => Message) =>
        Array.from({ length: count }, (_, index) => of(index));
      const bad: Message[] = [
        ...odd(12, (index) => ({ user: `u\uFFFE${index}`, id: `0a${index}`, text: "text" })),
        ...odd(12, (index) => ({ user: "u", id: `0b\uFFFF${index}`, text: "text" })),
        { user: "org/a", id: "0c b", text: "" },
        { user: "org", id: "a/0c b", text: "" },
      ];
      const full: Message[] = odd(6, (index) => ({ user: `full${index}`, id: "0d", text: "" }));
      const good = messages(5, "other");
      await messenger.put([...bad, ...good]);
      for (const message of full) await messenger.putFull(message);
      await messenger.pumpAll();
      assert.deepEqual((await messenger.drain()).map(keyOf).sort(), good.map(keyOf).sort());
      const asides = await messenger.drainDeadLetterIds();
      assert.deepEqual(asides.sort(), [...bad, ...full].map(keyOf).sort());
      const items = await messenger.items();
      for (const message of bad) {
        const { setAside } = items.get(keyOf(message))!;
        assert.equal(typeof setAside, "string", keyOf(message));
      }
      for (const message of full) assert.equal(items.get(keyOf(message))!.setAside, true);
    });

    it("continues as a new execution before its history is full, and needs every statement of every role", async () => {
      const all = messages(400, "more");
      if (stack === "prod") await startedBySchedule();
      await messenger.put(all);
      const first = await messenger.pumpAll();
      assert.equal(first.status, "SUCCEEDED");
      assert.equal((await messenger.drain()).length, all.length);
      await messenger.running.services.clock.whenIdle();
      assert.deepEqual(messenger.refusals(), []);
      const unused = messenger.running.services.cloud.iam.usage
        .ofRoles()
        .filter(({ count }) => count === 0)
        .map(({ statement }) => statement);
      assert.deepEqual(unused, []);
    });
  });
}

describe("messenger", function () {
  this.timeout(300_000);
  let messenger: Messenger;

  before(async () => {
    messenger = await Messenger.start(await evaluatedMessenger("dev"));
  });
  after(() => messenger.close());
  afterEach(async () => {
    messenger.faults.clear();
    await messenger.stopPumps();
    assert.deepEqual(messenger.refusals(), []);
  });

  it("lets only one of two pumps continue that start at the same time", async () => {
    const pumps = await Promise.all([messenger.startPump(), messenger.startPump()]);
    await messenger.until(() => pumps.some((pump) => roundsOf(pump) > 0));
    await messenger.until(() => pumps.some(({ status }) => status === "SUCCEEDED"));
    assert.deepEqual(pumps.map(({ status }) => status).sort(), ["RUNNING", "SUCCEEDED"]);
    const late = await messenger.startPump();
    await messenger.running.services.clock.skipWhile(late.ended);
    assert.equal(lastStateOf(late), "Another Pump Runs");
    assert.equal((await messenger.executions("RUNNING")).length, 1);
  });

  it("gives precedence to a pump that continues another, even if it started later", async () => {
    messenger.faults.add({
      state: "List Running Pumps",
      fault: { kind: "delay", seconds: 60 },
    });
    const early = await messenger.startPump();
    const { executionArn } = await messenger.call("states", "StartExecution", {
      stateMachineArn: messenger.machineArn,
      name: "continued-other",
      input: '{"continues":true}',
    });
    await messenger.running.services.clock.skipWhile(early.ended);
    assert.equal(early.status, "SUCCEEDED");
    assert.deepEqual(
      (await messenger.executions("RUNNING")).map(({ arn }) => arn),
      [executionArn],
    );
  });

  it("starts only one execution if the response to the first attempt was lost", async () => {
    await messenger.put(messages(400, "lost"));
    const pump = await messenger.startPump();
    await messenger.until(() => roundsOf(pump) > 0);
    const name = `continued-${createHash("sha256").update(pump.arn).digest("hex")}`;
    await messenger.call("states", "StartExecution", {
      stateMachineArn: messenger.machineArn,
      name,
      input: '{"continues":true,"another":"input"}',
    });
    await messenger.running.services.clock.skipWhile(pump.ended);
    assert.equal(pump.status, "SUCCEEDED");
    assert.equal(lastStateOf(pump), "Handed Over");
    // The one it was handed to may have handed over itself by now.
    assert.equal((await messenger.executions("RUNNING")).length, 1);
    assert.equal((await messenger.executions()).filter((execution) => execution.name === name).length, 1);
    await messenger.until(async () => !(await messenger.hasUnsent()));
    assert.equal((await messenger.drain()).length, 400);
  });

  it("leaves messages unsent while the queue is at fault, and sends them afterwards", async () => {
    const all = messages(12, "outage");
    await messenger.put(all);
    for (const error of ["SQS.SdkClientException", "SQS.QueueDoesNotExistException", "States.Timeout"]) {
      messenger.faults.clear();
      messenger.faults.add({ state: "Send", fault: { kind: "error", error } });
      const pump = await messenger.startPump();
      await messenger.until(() => roundsOf(pump) >= 2);
      await messenger.stopPumps();
    }
    assert.deepEqual(await messenger.drain(), []);
    assert.deepEqual(await messenger.drainDeadLetters(), []);
    for (const message of all) {
      assert.deepEqual((await messenger.items()).get(keyOf(message)), {
        sent: false,
        unsent: true,
        setAside: undefined,
      });
    }
    messenger.faults.clear();
    await messenger.pumpAll();
    assert.deepEqual((await messenger.drain()).map(keyOf).sort(), all.map(keyOf).sort());
  });

  it("sets aside what fails for a reason that it does not know", async () => {
    const [message] = messages(1, "unknown");
    await messenger.put([message!]);
    messenger.faults.add({ state: "Send", fault: { kind: "error", error: "Odd", cause: "so it is" } });
    await messenger.pumpAll();
    const [aside] = await messenger.drainDeadLetters();
    assert.deepEqual(JSON.parse(aside!.body), {
      user_name: message!.user,
      message_id: message!.id,
      reason: "Odd: so it is",
    });
  });

  it("has a dead letter each time that a message is set aside", async () => {
    const [message] = messages(1, "again");
    for (const time of [1, 2]) {
      await messenger.put([{ ...message!, text: "" }]);
      await messenger.pumpAll();
      assert.deepEqual(await messenger.drainDeadLetterIds(), [keyOf(message!)], `time ${time}`);
    }
  });

  it("skips what can neither be sent nor set aside, sends the others, and then fails and names it", async () => {
    const stuck = messages(60, "0stuck").map((message) => ({ ...message, text: "" }));
    const good = messages(5, "1good");
    await messenger.put([...stuck, ...good]);
    messenger.faults.add({ state: "Set Aside", fault: { kind: "error", error: "Odd", cause: "so it is" } });
    const pump = await messenger.startPump();
    await messenger.running.services.clock.skipWhile(pump.ended);
    assert.deepEqual((await messenger.drain()).map(keyOf).sort(), good.map(keyOf).sort());
    const { error, cause } = pump.result as { error: string; cause: string };
    assert.equal(error, "MessagesSkipped");
    assert.match(
      cause,
      /^neither sent nor set aside: (\["user\d","0stuck00000\d"\] Odd: so it is(; |$)){5}$/,
    );
    messenger.faults.clear();
    await messenger.pumpAll();
    assert.deepEqual((await messenger.drainDeadLetterIds()).sort(), stuck.map(keyOf).sort());
  });

  it("continues with the messages after those that its predecessor skipped", async () => {
    const stuck = messages(500, "0more").map((message) => ({ ...message, text: "" }));
    const good = messages(5, "1more");
    await messenger.put([...stuck, ...good]);
    messenger.faults.add({ state: "Set Aside", fault: { kind: "error", error: "Odd" } });
    const pump = await messenger.startPump();
    await messenger.running.services.clock.skipWhile(pump.ended);
    assert.equal(lastStateOf(pump), "Handed Over");
    await messenger.until(async () => (await messenger.executions("RUNNING")).length === 0);
    assert.deepEqual((await messenger.drain()).map(keyOf).sort(), good.map(keyOf).sort());
    messenger.faults.clear();
    await messenger.pumpAll();
    assert.equal((await messenger.drainDeadLetters()).length, stuck.length);
  });

  it("fails where messages cannot be read for long; none is lost", async () => {
    await messenger.put(messages(2, "unread"));
    messenger.faults.add({ state: SCAN, fault: { kind: "error", error: "Odd" } });
    const pump = await messenger.startPump();
    await messenger.running.services.clock.skipWhile(pump.ended);
    assert.equal(pump.status, "FAILED");
    messenger.faults.clear();
    await messenger.pumpAll();
    assert.equal((await messenger.drain()).length, 2);
  });

  it("fits the worst rounds into the history", async () => {
    await messenger.put(messages(500, "worst"));
    const odd = { kind: "error", error: "Odd" } as const;
    for (const error of [
      "Lambda.ServiceException",
      "Lambda.ServiceException",
      "Lambda.ServiceException",
      "Lambda.ServiceException",
      "Lambda.ServiceException",
      "Lambda.ServiceException",
      "Lambda.TooManyRequestsException",
      "Lambda.TooManyRequestsException",
      "Lambda.TooManyRequestsException",
      "Lambda.TooManyRequestsException",
      "Lambda.TooManyRequestsException",
      "Lambda.TooManyRequestsException",
      "Odd",
      "Odd",
      "Odd",
      "Odd",
    ].entries()) {
      messenger.faults.add({
        state: SCAN,
        attempts: String(error[0]),
        fault: { kind: "error", error: error[1] },
      });
    }
    messenger.faults.add(
      { state: "Send", fault: odd },
      ...["Set Aside", "Record Set Aside", "List Running Pumps", "Continue As New"].map((state) => ({
        state,
        attempts: "0-3",
        fault: odd,
      })),
    );
    const pump = await messenger.startPump();
    await messenger.running.services.clock.skipWhile(pump.ended);
    assert.equal(pump.status, "SUCCEEDED");
    assert.ok(pump.events.length < 25_000, `${pump.events.length} events`);
    assert.ok(pump.events.length > 18_000, `handed over early, after ${pump.events.length} events`);
    messenger.faults.clear();
    await messenger.until(async () => !(await messenger.hasUnsent()));
    const received = (await messenger.drain()).length;
    assert.equal(received + (await messenger.drainDeadLetters()).length, 500);
  });

  it("pumps 10,000 messages over several executions: none is lost, none is delivered twice", async () => {
    const all = messages(10_000, "many", 100);
    const before = new Set(await messenger.executions());
    await messenger.put(all);
    await messenger.pumpAll();
    const received = (await messenger.drain()).map(keyOf).sort();
    assert.equal(received.length, all.length);
    assert.deepEqual(received, all.map(keyOf).sort());
    assert.deepEqual(await messenger.drainDeadLetters(), []);
    const executions = (await messenger.executions()).filter((execution) => !before.has(execution));
    assert.ok(executions.length > 10, `${executions.length} executions`);
    for (const { status, events } of executions.slice(1)) {
      assert.equal(status, "SUCCEEDED");
      assert.ok(events.length < 25_000);
    }
    const items = await messenger.items();
    for (const message of all) assert.deepEqual(items.get(keyOf(message)), SENT);
  });
});

const lastStateOf = ({ events }: Execution) =>
  (events.at(-2)?.stateExitedEventDetails as { name: string } | undefined)?.name;

/** How often the pump paused. */
const roundsOf = ({ events }: Execution) => events.filter(({ type }) => type === "WaitStateEntered").length;
