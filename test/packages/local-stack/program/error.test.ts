import { deepEqual, equal } from "node:assert/strict";
import { inspect } from "node:util";
import { readProgramError } from "../../../../packages/local-stack/program/error";

describe("readProgramError", () => {
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
});
