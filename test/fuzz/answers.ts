import assert from "node:assert/strict";
import * as path from "node:path";

/** Where this repository is on this machine, which no client is to learn. */
const ROOT = path.join(__dirname, "../..");

/** What tells of the inside: stack traces, paths, and values that were written by accident. */
const LEAKS: readonly RegExp[] = [
  /\bat .*\(?\S+\.[cm]?[jt]s:\d+/,
  /node_modules/,
  /\[object \w+\]/,
  /\bCannot (read properties|set properties|destructure|convert \w+ to|access)\b/,
  /\bis not (a function|iterable)\b/,
  /Maximum call stack/,
];

/** Fails if an answer tells of the inside. What the client sent itself may come back. */
export function assertDiscreet(answer: string, sent = ""): void {
  if (!sent.includes(ROOT)) assert.ok(!answer.includes(ROOT), `names a path of this machine: ${answer}`);
  for (const leak of LEAKS) {
    const [found] = leak.exec(answer) ?? [];
    assert.ok(found === undefined || sent.includes(found), `tells of the inside: ${answer}`);
  }
}

/** Fails if a message of an error is empty or was put together from what is not there. */
export function assertMessage(message: unknown, sent = ""): void {
  assert.equal(typeof message, "string", `the message is ${JSON.stringify(message)}`);
  assertDiscreet(String(message), sent);
  if (!sent.includes("undefined")) assert.doesNotMatch(String(message), /(?<!is |\()\bundefined\b/);
}

/** Fails if an object was given a property through its prototype. */
export function assertUnpolluted(): void {
  assert.equal(({} as Record<string, unknown>).polluted, undefined, "Object.prototype was changed");
}
