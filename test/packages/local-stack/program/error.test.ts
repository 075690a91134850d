import { deepEqual, equal } from "node:assert/strict";
import { inspect } from "node:util";
import { readProgramError as read } from "../../../../packages/local-stack/program/error";

describe("readProgramError", () => {
  const readProgramError = (text: string) => read(text, "/program");
  const logged = (error: unknown) =>
    `Running program '/program/index.ts' failed with an unhandled exception:\n${inspect(error, { colors: true })}`;

  it("splits the message from the stack trace", () => {
    const { message, trace } = readProgramError(logged(new Error("two\nlines")));
    equal(message, "two\nlines");
    equal(trace?.startsWith("Error: two\nlines\n    at "), true);
  });

  it("leaves out the name of an error class of the program", () => {
    class WrongOrder extends Error {}
    equal(readProgramError(logged(new WrongOrder("A before B"))).message, "A before B");
    equal(readProgramError(logged(Object.assign(new Error("gone"), { code: "ENOENT" }))).message, "gone");
  });

  it("keeps the name of JavaScript's own errors", () => {
    equal(
      readProgramError(logged(new TypeError("x is not a function"))).message,
      "TypeError: x is not a function",
    );
  });

  it("reads an error with a circular reference", () => {
    const error: Error & { self?: Error } = new Error("round");
    error.self = error;
    equal(readProgramError(logged(error)).message, "round");
  });

  it("leaves a text without a stack trace unchanged", () => {
    deepEqual(readProgramError("Order: impossible\n"), { message: "Order: impossible" });
    deepEqual(readProgramError(logged("just text").replaceAll("'just text'", "just text")).trace, undefined);
  });

  describe("finds the place in the program", () => {
    const frames: [frame: string, place: string | undefined][] = [
      ["at main (/program/lib/index.ts:12:5)", "lib/index.ts:12:5"],
      ["at /program/index.js:3:1", "index.js:3:1"],
      ["at async file:///program/a%20b/index.mjs:7:9", "a b/index.mjs:7:9"],
      ["at Object.<anonymous> (file:///program/index.ts:1:2)", "index.ts:1:2"],
      ["at new Queue (/program/node_modules/queue/index.js:1:1)", undefined],
      ["at run (/programs/index.ts:1:1)", undefined],
      ["at node:internal/modules/cjs/loader:1929:14", undefined],
    ];
    for (const [frame, place] of frames) {
      it(`of ${frame}`, () => equal(read(`Error: no\n    ${frame}`, "/program").place, place));
    }

    it("in the first frame that has one", () => {
      const stack = [
        "at require (node:internal/modules/helpers:157:16)",
        "at /program/node_modules/a/b.js:1:1",
        "at f (/program/x.ts:4:2)",
        "at /program/index.ts:9:1",
      ];
      equal(
        read(`Error: no\n${stack.map((frame) => `    ${frame}\n`).join("")}`, "/program").place,
        "x.ts:4:2",
      );
    });
  });

  it("leaves out the list of modules that lead to a missing one", () => {
    const missing = `Error: Cannot find module './x'
Require stack:
- /program/index.ts
- /program/node_modules/@pulumi/pulumi/cmd/run/index.js
    at /program/index.ts:2:1`;
    deepEqual(readProgramError(missing), {
      message: "Cannot find module './x'",
      trace: missing,
      place: "index.ts:2:1",
    });
  });
});
