import assert from "node:assert/strict";
import { PollTimeoutError } from "../../../client";
import { DemoError, type DemoOptions, runDemo } from "../../../client/messenger/demo";
import { FakeMessenger } from "./fakeMessenger";

/** Plays the demo on a fake; whatever comes of it, the fake must be as it was. */
async function play(
  messenger: FakeMessenger,
  options: Partial<DemoOptions> = {},
): Promise<{ received: string[]; steps: string[] }> {
  const received: string[] = [];
  const steps: string[] = [];
  const before = messenger.sends;
  try {
    await runDemo(messenger.stage(), {
      signal: new AbortController().signal,
      progress: (step) => steps.push(step),
      received: ({ userName, text }) => received.push(`${userName}: ${text}`),
      timer: messenger.timer,
      ...options,
    });
  } finally {
    assert.deepEqual(messenger.running, [], "no pump runs");
    assert.equal(messenger.items.size, 0, "no message is left");
    assert.equal(messenger.sends, before, "the pump has its form");
  }
  return { received, steps };
}

describe("the demo of the messenger", () => {
  for (const sends of [true, false]) {
    it(`shows both forms if the pump ${sends ? "sends" : "only marks"} at first`, async () => {
      const messenger = new FakeMessenger(sends);
      const { received } = await play(messenger);
      assert.deepEqual(received, [
        "wills: Brevity is the soul of wit.",
        "janea: Let us never underestimate the power of a well-written letter.",
        "lewisc: I have proved by actual trial that a letter, that takes an hour to write, takes only about 3 minutes to read!",
        "wills: Action is eloquence.",
      ]);
      const ends = messenger.executions.map(({ sends: sent, cause }) => [sent, cause]);
      assert.deepEqual(ends, [
        [false, "Stop to update for demo."],
        [true, "Done with demo."],
      ]);
    });
  }

  it("can be played again and again", async () => {
    const messenger = new FakeMessenger(true);
    await play(messenger);
    assert.equal((await play(messenger)).received.length, 4);
  });

  it("leaves nothing behind when it is interrupted before any step", async () => {
    const { steps } = await play(new FakeMessenger(true));
    for (let at = 1; at <= steps.length; at++) {
      const reason = new Error("Ctrl-C");
      const controller = new AbortController();
      let step = 0;
      const progress = () => {
        if (++step === at) controller.abort(reason);
      };
      await assert.rejects(play(new FakeMessenger(true), { signal: controller.signal, progress }), reason);
    }
  });

  it("leaves no pump running when any one call fails, before or after it took effect", async () => {
    const model = new FakeMessenger(true);
    await play(model);
    for (let at = 1; at <= model.calls.length; at++) {
      const failure = new Error(`call ${at} failed`);
      const messenger = new FakeMessenger(true);
      messenger.onCall = (operation, count) => {
        if (count !== at) return;
        if (operation === "StartExecution") messenger.run("answer lost");
        throw failure;
      };
      const steps: string[] = [];
      const played = runDemo(messenger.stage(), {
        signal: new AbortController().signal,
        progress: (step) => steps.push(step),
        received() {},
        timer: messenger.timer,
      });
      await assert.rejects(played, failure);
      assert.deepEqual(messenger.running, [], `call ${at}`);
      // Otherwise it was the clean-up that failed.
      if (steps.includes("cleaning up: stopping every pump"))
        assert.equal(messenger.items.size, 0, `call ${at}`);
    }
  });

  it("does not touch someone else's pump", async () => {
    const messenger = new FakeMessenger(true);
    const pump = messenger.run("mine");
    await assert.rejects(
      runDemo(messenger.stage(), {
        signal: new AbortController().signal,
        progress() {},
        received() {},
        timer: messenger.timer,
      }),
      /a pump is already running; stop it first: .*:mine$/,
    );
    assert.equal(pump.status, "RUNNING");
  });

  it("stops a pump that continues as a new execution while it is being stopped", async () => {
    const messenger = new FakeMessenger(true);
    messenger.handOvers = 3;
    await play(messenger);
    assert.equal(messenger.executions.length, 5);
  });

  it("starts again if the update has not arrived everywhere", async () => {
    const messenger = new FakeMessenger(false);
    messenger.stale = 2;
    assert.equal((await play(messenger)).received.length, 4);
  });

  const wrong: [what: string, deliver: FakeMessenger["deliver"], expected: RegExp][] = [
    ["sends in the form that only marks", (item) => [item], /arrived unexpectedly$/],
    [
      "loses a message",
      (item, sends) => (sends && item.user !== "janea" ? [item] : []),
      /3 message\(s\) to arrive/,
    ],
    ["sends twice", (item, sends) => (sends ? [item, item] : []), /arrived unexpectedly, or more than once/],
    [
      "changes a text",
      (item, sends) => (sends ? [{ ...item, text: "?" }] : []),
      /arrived as "\?" from "wills"/,
    ],
    [
      "sends what is not the demo's",
      (item) => [{ ...item, id: "other" }],
      /a message that is not the demo's \(other\)/,
    ],
  ];
  for (const [what, deliver, expected] of wrong) {
    it(`fails if the pump ${what}`, async () => {
      const messenger = new FakeMessenger(true);
      messenger.deliver = deliver;
      await assert.rejects(play(messenger), (error) => {
        assert.ok(error instanceof DemoError || error instanceof PollTimeoutError);
        assert.match(error.message, expected);
        return true;
      });
    });
  }

  it("says so if the clean-up fails too", async () => {
    const messenger = new FakeMessenger(true);
    messenger.onCall = (operation) => {
      if (operation === "GetItem" || operation === "StopExecution") throw new Error(`${operation} is down`);
    };
    await assert.rejects(
      runDemo(messenger.stage(), {
        signal: new AbortController().signal,
        progress() {},
        received() {},
        timer: messenger.timer,
      }),
      /GetItem is down The cleanup failed as well, so a pump may still be running: StopExecution is down/,
    );
  });
});
