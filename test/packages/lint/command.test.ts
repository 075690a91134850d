import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

const ROOT = path.join(__dirname, "../../..");

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

describe("workflows lint", () => {
  let folder: string;
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "lint-"));
    write("good.asl.json", '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}');
    write("bad.asl.json", '{"StartAt": "A",\n"States": {"A": {"Type": "Pass", "Next": "Nowhere"}}}');
    write("warned.asl.yaml", "StartAt: A\nStates:\n  A: {Type: Pass, InputPath: '$.a[-1]', End: true}\n");
    write("in ner/good.asl.json", '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}');
    fs.writeFileSync(path.join(folder, "latin1.json"), Buffer.from([0x22, 0xe9, 0x22]));
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  function write(name: string, text: string): void {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }

  function lint(args: string[], stdin?: string, file = "packages/cli/workflows.ts"): Promise<Ended> {
    const register = path.join(ROOT, "packages/local-stack/register.js");
    const child = spawn(process.execPath, ["-r", register, path.join(ROOT, file), "lint", ...args], {
      cwd: folder,
    });
    const ended: Ended = { code: null, stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => (ended.stdout += chunk));
    child.stderr.on("data", (chunk) => (ended.stderr += chunk));
    child.stdin.end(stdin);
    return new Promise((resolve) => child.on("close", (code) => resolve({ ...ended, code })));
  }

  it("prints places, codes and pointers, and exits with 1 for an error", async () => {
    const { code, stdout, stderr } = await lint(["*.asl.json"]);
    assert.equal(
      stdout,
      [
        "bad.asl.json:1:1: error: Workflow has no terminal state",
        "    MISSING_END_STATE",
        "bad.asl.json:2:42: error: Missing 'Next' target: Nowhere",
        "    MISSING_TRANSITION_TARGET /States/A/Next",
        "",
      ].join("\n"),
    );
    assert.equal(stderr, "2 files: 2 errors, 0 warnings\n");
    assert.equal(code, 1);
  });

  it("exits with 0 for warnings, unless there are more than allowed", async () => {
    const { code, stdout } = await lint(["warned.asl.yaml"]);
    assert.equal(code, 0);
    for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
    assert.equal((await lint(["warned.asl.yaml", "--max-warnings", "1"])).code, 0);
    assert.equal((await lint(["warned.asl.yaml", "--max-warnings", "0"])).code, 1);
  });

  it("reads stdin and files beside it, each once, from either package", async () => {
    for (const file of ["packages/cli/workflows.ts", "client/cli.ts"]) {
      const { code, stdout, stderr } = await lint(
        ["-", "good.asl.json", "good.asl.json"],
        "StartAt: A\n",
        file,
      );
      assert.match(stdout, /^stdin:1:1: error: These fields are required: \[States\]\n/);
      assert.match(stderr, /^2 files: /);
      assert.equal(code, 1);
    }
  });

  it("prints JSON, a finding a line", async () => {
    const { stdout } = await lint(["bad.asl.json", "--json"]);
    const findings = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(findings[1], {
      file: "bad.asl.json",
      line: 2,
      column: 42,
      endLine: 2,
      endColumn: 51,
      severity: "error",
      code: "MISSING_TRANSITION_TARGET",
      message: "Missing 'Next' target: Nowhere",
      pointer: "/States/A/Next",
    });
  });

  it("prints SARIF also where nothing is found", async () => {
    const { code, stdout } = await lint(["in ner/good.asl.json", "--sarif"]);
    const { version, runs } = JSON.parse(stdout);
    assert.deepEqual([code, version, runs[0].results], [0, "2.1.0", []]);
  });

  const wrong: [args: string[], message: RegExp][] = [
    [[], /^error: FILE is missing: files, patterns /],
    [
      ["in ner"],
      /^error: 'in ner' is a directory; allowed: files, patterns such as 'states\/\*\*\/\*.asl.json', and - for stdin\n$/,
    ],
    [["nope.json"], /^error: there is no file 'nope.json'; allowed: /],
    [["nope/**/*.json"], /^error: no file matches 'nope\/\*\*\/\*.json'; allowed: /],
    [["latin1.json"], /^error: 'latin1.json' is not UTF-8; allowed: /],
    [["good.asl.json", "--type", "FAST"], /^error: --type is 'FAST'; allowed: STANDARD, EXPRESS\n$/],
    [
      ["good.asl.json", "--max-warnings", "-1"],
      /^error: --max-warnings is '-1'; allowed: a whole number from 0\n$/,
    ],
    [
      ["good.asl.json", "--json", "--sarif"],
      /^error: --sarif and --json are both given; allowed: one of them\n$/,
    ],
  ];
  for (const [args, message] of wrong)
    it(`exits with 2 for ${args.join(" ") || "no file"}`, async () => {
      const { code, stdout, stderr } = await lint(args);
      assert.match(stderr, message);
      assert.deepEqual([code, stdout], [2, ""]);
    });
});
