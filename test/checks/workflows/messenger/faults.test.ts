import assert from "node:assert/strict";
import type { Execution, Fault } from "../../../../packages/local-cloud";
import { evaluatedMessenger, Messenger, messages } from "./messenger";

const RUNS = 100;

const FAULTS: { state: string; fault: Fault }[] = [
  { state: "Send", fault: { kind: "refusal" } },
  { state: "Send", fault: { kind: "error", error: "SQS.SdkClientException", cause: "Connection reset" } },
  { state: "Send", fault: { kind: "delay", seconds: 7 } },
  { state: "Record Sent", fault: { kind: "refusal" } },
  { state: "Record Sent", fault: { kind: "error", error: "DynamoDB.InternalServerErrorException" } },
  { state: "Scan DynamoDB For Messages", fault: { kind: "crash", when: "beforeEffect" } },
  { state: "Scan DynamoDB For Messages", fault: { kind: "crash", when: "afterEffect" } },
];

describe("messenger: killed at random", function () {
  this.timeout(300_000);
  let messenger: Messenger;

  before(async () => {
    messenger = await Messenger.start(await evaluatedMessenger("dev"));
  });
  after(() => messenger.close());

  /** Stops the pump as soon as its history has this many events, unless it has ended before. */
  async function kill(pump: Execution, events: number): Promise<void> {
    const { clock } = messenger.running.services;
    const reached = async () => {
      while (pump.status === "RUNNING" && pump.events.length < events)
        await new Promise((resolve) => setImmediate(resolve));
      await pump.stop(undefined, "killed");
    };
    await clock.skipWhile(reached());
    await clock.whenIdle();
  }

  it(`loses no message and marks none sent that was not, in ${RUNS} seeded runs`, async () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const random = randomFrom(seed);
      const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
      const label = `seed ${seed}`;
      const all = messages(5, `run${seed}-`);
      await messenger.put(all);
      if (random() < 0.8) {
        messenger.faults.add({
          ...pick(FAULTS),
          ...(random() < 0.5 && { attempts: pick(["0", "0-1", "1-3"]) }),
        });
      }
      const pump = await messenger.startPump();
      await kill(pump, 5 + Math.floor(random() * 120));
      messenger.faults.clear();

      const early = (await messenger.drain()).map(({ id }) => id);
      const killed = await messenger.items();
      for (const { user, id } of all) {
        const item = killed.get(`${user}/${id}`);
        assert.ok(item, `${label}: ${id} is lost`);
        assert.equal(item.setAside, undefined, `${label}: ${id} is set aside`);
        assert.equal(item.sent, !item.unsent, label);
        if (item.sent) assert.ok(early.includes(id), `${label}: ${id} is marked, but was not sent`);
      }

      await messenger.pumpAll();
      const received = [...early, ...(await messenger.drain()).map(({ id }) => id)];
      assert.deepEqual(
        received.sort(),
        all.map(({ id }) => id),
        label,
      );
    }
    assert.deepEqual(await messenger.drainDeadLetters(), []);
  });
});

/** https://en.wikipedia.org/wiki/Linear_congruential_generator */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
