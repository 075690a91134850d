import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

const ROOT = path.join(__dirname, "../../..");

/** Runs `npm run preview` without npm in between. */
async function preview(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ["-r", "ts-node/register", "checks/preview/main.ts", ...args], {
    cwd: ROOT,
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, stdout, stderr };
}

describe("npm run preview", function () {
  this.timeout(120_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "preview-"));
  });
  after(() => rm(folder, { recursive: true }));

  it("--help says how it is used", async () => {
    const { code, stdout } = await preview("--help");
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: npm run preview -- \[options\]/);
    for (const option of ["stack", "save", "against", "markdown"])
      assert.match(stdout, new RegExp(`--${option} `));
  });

  const wrong: [args: string[], code: number, message: RegExp][] = [
    [["--against", "no-such-file"], 2, /^error: --against 'no-such-file' cannot be read: ENOENT/],
    [["--against"], 2, /^error: .*--against/],
    [["--markdown=yes"], 2, /^error: .*--markdown/],
    [["--stack", "nope"], 1, /^error: .*nope/],
  ];
  for (const [args, expected, message] of wrong) {
    it(`${args.join(" ")} is reported in a line, with exit code ${expected}`, async () => {
      const { code, stdout, stderr } = await preview(...args);
      assert.equal(code, expected, stderr);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n {4}at /, "no stack trace");
      assert.equal(stdout, "");
    });
  }

  it("saves an evaluation, and compares with it: measured, without secrets", async () => {
    const file = path.join(folder, "dev.json");
    const first = await preview("--save", file);
    assert.equal(first.code, 0, first.stderr + first.stdout);
    for (const workflow of [
      "ModularBlockPipeline",
      "BookingWorkflow",
      "OrderPipeline",
      "MessengerWorkflow",
    ]) {
      assert.match(first.stdout, new RegExp(`^${workflow} .* \\d+\\.\\d\\d$`, "m"));
    }
    assert.match(first.stdout, /^MessengerWorkflow +a message +2 +0 /m, "two transitions a message");

    const content = await readFile(file, "utf8");
    assert.doesNotMatch(content, /da2-/, "no key of an API");
    const saved = JSON.parse(content);
    saved.runs.OrderPipeline.standardTransition -= 1;
    await writeFile(file, JSON.stringify(saved));

    const second = await preview("--against", file, "--markdown");
    assert.equal(second.code, 0, second.stderr);
    assert.match(second.stdout, /^## Preview of stack dev of sfn-workflows\n\n### Changes: none\n/);
    assert.match(second.stdout, /^\| OrderPipeline \|.*\| \+25\.00 \|$/m);
    assert.match(second.stdout, /^\| BookingWorkflow \|.*\| 0\.00 \|$/m);
  });
});
