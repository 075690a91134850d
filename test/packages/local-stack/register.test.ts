import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../../..");
const FOLDER = join(__dirname, ".register");
const FILE = join(FOLDER, "sample.ts");

describe("register.js", function () {
  this.timeout(60_000);

  before(() => mkdirSync(FOLDER, { recursive: true }));
  after(() => rmSync(FOLDER, { recursive: true }));

  const node = (register: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["-r", register, ...args], {
      cwd: ROOT,
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  };
  const run = () => node("./packages/local-stack/register.js", FILE);
  const LOADED = "Object.keys(require.cache).some((file) => /node_modules.(typescript|ts-node)./.test(file))";

  it("runs TypeScript, and does not load the compiler for files that it ran before", () => {
    const code = (value: number) =>
      `enum E { A = ${value} }\nclass C { constructor(readonly e: E) {} }\nconsole.log(new C(E.A).e, ${LOADED});\n`;
    writeFileSync(FILE, code(1));
    assert.equal(run().stdout.split(" ")[0], "1");
    assert.deepEqual(run(), { status: 0, stdout: "1 false\n", stderr: "" });
    writeFileSync(FILE, code(2));
    assert.equal(run().stdout, "2 true\n");
    assert.equal(run().stdout, "2 false\n");
  });

  it("shows source positions in stack traces, as ts-node does", () => {
    writeFileSync(
      FILE,
      "type T = number;\n\n\nfunction f(x: T): never {\n  throw new Error(String(x));\n}\nf(1);\n",
    );
    const own = (text: string) => text.split("\n").filter((line) => line.includes("sample.ts"));
    const expected = own(node("ts-node/register", FILE).stderr);
    assert.match(expected.join("\n"), /sample\.ts:5:9/);
    for (let time = 0; time < 2; time++) assert.deepEqual(own(run().stderr), expected);
  });

  it("runs TypeScript outside the repository too", () => {
    const folder = mkdtempSync(join(tmpdir(), "register-"));
    const file = join(folder, "outside.ts");
    try {
      writeFileSync(file, "enum E { A = 3 }\nconsole.log(E.A);\n");
      const { stdout, stderr } = node("./packages/local-stack/register.js", file);
      assert.deepEqual([stdout, stderr], ["3\n", ""]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("rejects what is not TypeScript, as ts-node does, each time", () => {
    writeFileSync(FILE, "const = 1;\n");
    for (let time = 0; time < 2; time++) {
      const { status, stderr } = run();
      assert.equal(status, 1);
      assert.match(stderr, /sample\.ts.*TS1134/s);
    }
  });
});
