import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { parseArgs } from "node:util";
import * as pulumi from "@pulumi/pulumi";

interface SourceMapSupport {
  wrapCallSite(frame: NodeJS.CallSite): NodeJS.CallSite;
}

/** The copy that ts-node has installed. */
const support: SourceMapSupport = createRequire(require.resolve("ts-node"))("@cspotcode/source-map-support");

/** The trace of what `fail` throws, and the trace that source-map-support gives for it. */
function tracesOf(fail: () => unknown): [string, string] {
  const installed = Error.prepareStackTrace!;
  let traces: [string, string] | undefined;
  Error.prepareStackTrace = (error, frames) => {
    const expected = frames.map((frame) => `\n    at ${support.wrapCallSite(frame)}`).join("");
    traces = [String(installed(error, frames)), String(installed(error, [])) + expected];
    return traces[0];
  };
  try {
    fail();
    assert.fail("it did not fail");
  } catch (error) {
    assert.ok((error as Error).stack);
    return traces!;
  } finally {
    Error.prepareStackTrace = installed;
  }
}

class Thrower {
  constructor() {
    this.fail();
  }

  private fail(): void {
    throw new TypeError("of a method");
  }
}

const failures: Record<string, () => unknown> = {
  "a function": () => {
    throw new Error("of a function");
  },
  "a constructor and a method": () => new Thrower(),
  "a callback of a built-in method": () =>
    [1].map(() => {
      throw new Error("in a callback");
    }),
  "code of eval": () => new Function("throw new Error('of eval')")(),
  "an error of Node": () => readFileSync("/no/such/file"),
  "an error of Node with a code": () => path.join(1 as unknown as string),
  "a syntax error": () => JSON.parse("{"),
  "a package that has source maps": () => new pulumi.Config().requireObject("nothing"),
  "an unknown option": () => parseArgs({ args: ["--none"], options: {} }),
};

describe("stackTraces", () => {
  for (const [name, fail] of Object.entries(failures)) {
    it(`gives the trace of source-map-support for ${name}, the first time and from the cache`, () => {
      for (const _ of [1, 2]) {
        const [trace, expected] = tracesOf(fail);
        // V8 names the receiver of Node's own callbacks, source-map-support does not.
        assert.equal(trace.replaceAll("at process.processImmediate", "at processImmediate"), expected);
      }
    });
  }

  it("gives the position in the TypeScript source", () => {
    const [trace] = tracesOf(failures["a function"]!);
    const line =
      readFileSync(__filename, "utf8")
        .split("\n")
        .findIndex((text) => text.includes("of a function")) + 1;
    assert.match(trace, new RegExp(`stackTraces\\.test\\.ts:${line}:11`));
  });

  it("is installed once", () => {
    const { installStackTraces } = require("../../../../packages/local-stack/program/stackTraces.js");
    const installed = Error.prepareStackTrace;
    installStackTraces(support);
    assert.equal(Error.prepareStackTrace, installed);
  });
});
