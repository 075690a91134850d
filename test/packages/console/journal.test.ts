import assert from "node:assert/strict";
import { Journal } from "../../../packages/console/server/journal";

type Event = { time: number; [member: string]: unknown };
type Listener = (event: Event) => void;

/** A journal of a clock that is moved by hand, and what tells it of an event of a history. */
function journalOf() {
  const listeners = new Map<string, Listener>();
  const start = performance.timeOrigin + performance.now();
  const stack = {
    clock: { now: () => start },
    events: {
      subscribe: (listener: Listener, kinds: readonly string[]) => {
        for (const kind of kinds) listeners.set(kind, listener);
        return () => {};
      },
    },
  };
  const journal = new Journal(stack as never);
  const event = (time: number) => listeners.get("history")!({ time });
  const print = (line: Event) => listeners.get("functionLog")!(line);
  const begin = (start: Event) => listeners.get("functionStarted")!(start);
  return { journal, start, event, print, begin };
}

describe("what the clock skipped", () => {
  it("was skipped by what ended then, though histories have whole milliseconds only", () => {
    const { journal, start, event } = journalOf();
    event(start);
    const end = Math.floor(start) + 60_000;
    event(end + 0.75);
    const [entered, exited] = [Math.floor(start), end];
    assert.ok(Math.abs(journal.skippedBetween(entered, exited) - 60_000) < 1000);
    assert.equal(journal.skippedBetween(exited, exited + 20), 0, "what began then skipped nothing");
  });

  it("is nothing while time passes as it does", () => {
    const { journal, start, event } = journalOf();
    event(start + 1);
    assert.equal(journal.skippedBetween(start, start + 5), 0);
  });
});

describe("what a function printed", () => {
  const functionArn = "arn:aws:lambda:eu-west-1:123456789012:function:charge";

  it("is that of an attempt to the end of its last millisecond, since histories have whole ones", () => {
    const { journal, print } = journalOf();
    for (const [time, message] of [
      [999.9, "before"],
      [1000.2, "first"],
      [1002.9, "last"],
      [1003.1, "after"],
    ] as const)
      print({ time, message, requestId: "r", functionArn: `${functionArn}:$LATEST` });
    assert.deepEqual(
      journal.linesOf(functionArn, 1000, 1002).map(({ message }) => message),
      ["first", "last"],
    );
  });

  it("is that of the invocation with the payload of an attempt, beside others of the same time", () => {
    const { journal, print, begin } = journalOf();
    const start = (requestId: string, payload: string) =>
      begin({ time: 1000, functionArn, requestId, payload });
    const messages = (payload: unknown) =>
      journal.linesOfInvocation(functionArn, payload, 1000, 1001).map(({ message }) => message);
    start("1", '{"n": 1}');
    start("2", '{"n":2}');
    print({ time: 1000, functionArn, requestId: "1", message: "one" });
    print({ time: 1000.5, functionArn, requestId: "2", message: "two" });
    assert.deepEqual([messages({ n: 1 }), messages({ n: 2 })], [["one"], ["two"]]);
    assert.deepEqual(messages({ n: 3 }), ["one", "two"], "none is known");
    start("3", '{"n":1}');
    assert.deepEqual(messages({ n: 1 }), ["one", "two"], "two have the same payload");
  });
});
