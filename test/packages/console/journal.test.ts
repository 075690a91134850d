import assert from "node:assert/strict";
import { Journal } from "../../../packages/console/server/journal";

type Listener = (event: { time: number }) => void;

/** A journal of a clock that is moved by hand, and what tells it of an event of a history. */
function journalOf() {
  const listeners: Listener[] = [];
  const start = performance.timeOrigin + performance.now();
  const stack = {
    clock: { now: () => start },
    events: {
      subscribe: (listener: Listener, kinds: readonly string[]) => {
        if (kinds.includes("history")) listeners.push(listener);
        return () => {};
      },
    },
  };
  const journal = new Journal(stack as never);
  const event = (time: number) => {
    for (const each of listeners) each({ time });
  };
  return { journal, start, event };
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
