import assert from "node:assert/strict";
import { durationText, openTerminal, table } from "../../../client/commandLine/terminal";

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
    const terminal = openTerminal(false, both);
    terminal.progress("working");
    terminal.moment("a moment");
    terminal.result({ a: 1 }, "a is 1");
    assert.deepEqual(written, { stdout: "a is 1\n", stderr: "working\n" });
  });

  it("writes each result as a line of JSON", () => {
    const { written, ...both } = streams(false);
    openTerminal(true, both).result({ a: "x\ny" }, "text");
    assert.equal(written.stdout, '{"a":"x\\ny"}\n');
  });

  it("replaces what goes on at the moment by what comes next", () => {
    const { written, ...both } = streams(true);
    const terminal = openTerminal(false, both);
    terminal.moment("longer than the line is");
    terminal.progress("next");
    terminal.moment("");
    assert.equal(written.stderr, "longer than\r\u001b[Knext\n");
  });

  it("names durations and lays out tables", () => {
    const given = [0, 999, 1_000, 59_949, 60_000, 200_000, 3_600_000, 7_500_000];
    const texts = ["0 ms", "999 ms", "1.0 s", "59.9 s", "1 min 0 s", "3 min 20 s", "1 h 0 min", "2 h 5 min"];
    assert.deepEqual(given.map(durationText), texts);
    assert.equal(table(["A", "LONG"], [["wide", "x"]]), "A     LONG\nwide  x");
  });
});
