import assert from "node:assert/strict";
import * as path from "node:path";

/** The path of this repository on this machine, which must not be disclosed to clients. */
const ROOT = path.join(__dirname, "../..");

/** Internal details: stack traces, paths, and values that were written by accident. */
const LEAKS: readonly RegExp[] = [
  /\bat .*\(?\S+\.[cm]?[jt]s:\d+/,
  /node_modules/,
  /\[object \w+\]/,
  /\bCannot (read properties|set properties|destructure|convert \w+ to|access)\b/,
  /\bis not (a function|iterable)\b/,
  /Maximum call stack/,
];

/** Fails if a response discloses internal details. It may contain what the client itself sent. */
export function assertDiscreet(answer: string, sent = ""): void {
  if (!sent.includes(ROOT)) assert.ok(!answer.includes(ROOT), `names a path of this machine: ${answer}`);
  for (const leak of LEAKS) {
    const [found] = leak.exec(answer) ?? [];
    assert.ok(found === undefined || sent.includes(found), `discloses internal details: ${answer}`);
  }
}

/** Fails if an error message is empty or was built from undefined values. */
export function assertMessage(message: unknown, sent = ""): void {
  assert.equal(typeof message, "string", `the message is ${JSON.stringify(message)}`);
  assertDiscreet(String(message), sent);
  if (!sent.includes("undefined")) assert.doesNotMatch(String(message), /(?<!is |\()\bundefined\b/);
}

/** Fails if an object was given a property through its prototype. */
export function assertUnpolluted(): void {
  assert.equal(({} as Record<string, unknown>).polluted, undefined, "Object.prototype was changed");
}
