import assert from "node:assert/strict";
import { openOutput } from "../../../packages/terminal";

function streams(isTTY: boolean) {
  const written = { stdout: "", stderr: "" };
  const stream = (name: "stdout" | "stderr") => ({
    isTTY,
    columns: 12,
    write(text: string | Uint8Array) {
      written[name] += text;
      return true;
    },
  });
  return { written, stdout: stream("stdout"), stderr: stream("stderr") };
}

describe("the terminal", () => {
  it("has results on stdout and progress on stderr", () => {
    const { written, ...both } = streams(false);
    const terminal = openOutput(false, both);
    terminal.progress("working");
    terminal.moment("a moment");
    terminal.result({ a: 1 }, "a is 1");
    assert.deepEqual(written, { stdout: "a is 1\n", stderr: "working\n" });
  });

  it("writes each result as a line of JSON", () => {
    const { written, ...both } = streams(false);
    openOutput(true, both).result({ a: "x\ny" }, "text");
    assert.equal(written.stdout, '{"a":"x\\ny"}\n');
  });

  it("replaces the line of the moment by the next one", () => {
    const { written, ...both } = streams(true);
    const terminal = openOutput(false, both);
    terminal.moment("longer than the line is");
    terminal.progress("next");
    terminal.moment("");
    assert.equal(written.stderr, "longer than\r\u001b[Knext\n");
  });
});
