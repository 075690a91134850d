import assert from "node:assert/strict";
import * as fc from "fast-check";
import { fileOption } from "../../checks/options";
import { workflowsProgram } from "../../client/commandLine";
import { MESSENGER, messenger } from "../../client/commandLine/commands/messenger";
import {
  dataOption,
  iamOption,
  mocksOption,
  portOption,
  programOption,
  retainOption,
  stackOption,
  timeOption,
} from "../../packages/local-stack";
import {
  exitCodeOf,
  flag,
  messageOf,
  named,
  openOutput,
  readOptions,
  runArguments,
  UsageError,
} from "../../packages/terminal";
import { assertMessage, assertUnpolluted } from "./answers";
import { fuzz } from "./fuzz";
import { anyText } from "./values";

const WORDS = [
  "start",
  "watch",
  "history",
  "stop",
  "list",
  "messenger",
  "pipeline",
  "orders",
  "nothing",
  "--",
  "-",
  "-x",
];
const OPTIONS = ["stack", "program", "iam", "port", "time", "mocks", "retain", "save", "against", "data"];
const FLAGS = ["markdown", "check", "prove", "verbose", "wait", "json"];
const VALUES = [
  "dev",
  "0",
  "-1",
  "1e3",
  "65536",
  "x60",
  "x0",
  `x${"9".repeat(400)}`,
  "real",
  "skip",
  "audit",
  "[]",
  "/nowhere",
  ".",
];

const anyWord = fc.oneof(
  fc.constantFrom(...WORDS, ...VALUES),
  fc.constantFrom(...OPTIONS, ...FLAGS).map((name) => `--${name}`),
  fc
    .tuple(fc.constantFrom(...OPTIONS, ...FLAGS), fc.oneof(fc.constantFrom(...VALUES), anyText))
    .map(([name, value]) => `--${name}=${value}`),
  fc.constantFrom(
    "--__proto__=1",
    "--__proto__.polluted=true",
    "--constructor.prototype.polluted=1",
    "--no-check",
  ),
  // No operating system passes on an argument with this character.
  anyText.map((text) => text.replaceAll("\u0000", "")),
);

const anyArguments = fc.array(anyWord, { maxLength: 6 });

/** A command that accepts every option. */
const COMMAND = {
  usage: "npm run local -- [options]",
  purpose: "Takes every option.",
  options: {
    program: programOption,
    stack: stackOption(),
    iam: iamOption,
    port: portOption(0),
    time: timeOption,
    mocks: mocksOption,
    retain: retainOption,
    data: dataOption,
    save: fileOption("a file"),
    against: fileOption("a file"),
    markdown: flag("a flag"),
    check: flag("a flag"),
    prove: flag("a flag"),
  },
};

describe("fuzz of the command lines", () => {
  // Help is printed by console.log.
  const { log, error: logError } = console;
  beforeEach(() => void Object.assign(console, { log: () => {}, error: () => {} }));
  afterEach(() => void Object.assign(console, { log, error: logError }));

  fuzz("the local cloud and the reports accept or reject any arguments", 500, anyArguments, (args) => {
    try {
      const read = readOptions(COMMAND, args);
      if (!read) return;
      const { port, time, retain = 1 } = read;
      assert.ok(port >= 0 && port <= 65_535);
      assert.ok(Number.isSafeInteger(retain) && retain > 0);
      if (time.kind === "scaled")
        assert.ok(Number.isFinite(time.factor) && time.factor > 0, `x${time.factor}`);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      // The paths of the user's own files may be printed.
      assertMessage(error.message, args.join() + process.cwd());
    }
    assertUnpolluted();
  });

  const PROGRAM = workflowsProgram("sfn-workflows", [named("messenger", MESSENGER, messenger)]);

  /** An endpoint that does not respond, so that no command takes effect. */
  const NOWHERE = ["--endpoint", "http://127.0.0.1:1"];

  fuzz("the workflows' command accepts or rejects any arguments", 150, anyArguments, async (args) => {
    try {
      // With a stack as an argument it would look for the Pulumi CLI.
      const given = args.filter((word) => !/^--?(s|stack)\b/.test(word) && word !== "-");
      const code = await runArguments(PROGRAM, [...given, ...NOWHERE], (json) => ({
        signal: AbortSignal.timeout(5_000),
        output: openOutput(json),
        onStop: () => {},
      }));
      assert.ok(code === 0 || code === 1 || code === 2);
    } catch (error) {
      assert.ok(error instanceof UsageError, `${(error as Error).stack}`);
      assert.equal(exitCodeOf(error), 2);
      assertMessage(messageOf(error), args.join() + process.cwd());
    }
    assertUnpolluted();
  });
});
