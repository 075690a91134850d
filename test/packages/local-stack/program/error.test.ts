import { deepEqual, equal } from "node:assert/strict";
import { inspect } from "node:util";
import { readProgramError } from "../../../../packages/local-stack/program/error";

describe("readProgramError", () => {
  const logged = (error: unknown) =>
    `Running program '/program/index.ts' failed with an unhandled exception:\n${inspect(error, { colors: true })}`;

  it("takes the message, and the stack apart", () => {
    const { message, trace } = readProgramError(logged(new Error("two\nlines")));
    equal(message, "two\nlines");
    equal(trace?.startsWith("Error: two\nlines\n    at "), true);
  });

  it("leaves out the name of the program's own kind of error", () => {
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

  it("reads an error that refers to itself", () => {
    const error: Error & { self?: Error } = new Error("round");
    error.self = error;
    equal(readProgramError(logged(error)).message, "round");
  });

  it("leaves alone what has no stack trace", () => {
    deepEqual(readProgramError("Order: impossible\n"), { message: "Order: impossible" });
    deepEqual(readProgramError(logged("just text").replaceAll("'just text'", "just text")).trace, undefined);
  });
});
