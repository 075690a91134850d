import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { installInto, newFolder, type PackageName } from "./package";

const PROGRAM = path.join(__dirname, "../packages/cli/program");
const BINS: Readonly<Record<PackageName, string>> = {
  "sfn-workflows": "node_modules/sfn-workflows/dist/client/cli.js",
  "sfn-workflows-local": "node_modules/sfn-workflows-local/dist/packages/cli/workflows.js",
};

/** A program in a folder of its own, with some of the packages. */
async function programWith(...names: PackageName[]): Promise<string> {
  const project = newFolder("hand-over");
  fs.cpSync(PROGRAM, project, { recursive: true });
  fs.writeFileSync(path.join(project, "package.json"), '{ "name": "hand-over", "private": true }');
  await installInto(project, ...names);
  return project;
}

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

describe("the command workflows of the two packages", function () {
  this.timeout(300_000);
  let both: string;
  let componentsOnly: string;
  let runtime: string;

  before(async () => {
    both = await programWith("sfn-workflows", "sfn-workflows-local");
    componentsOnly = await programWith("sfn-workflows");
    runtime = newFolder("runtime");
  });
  after(() => {
    for (const folder of [both, componentsOnly, runtime]) if (folder) fs.rmSync(folder, { recursive: true });
  });

  /** @param signal sent as soon as `isReady` fits what was printed */
  function run(
    project: string,
    name: PackageName,
    args: string[],
    { isReady, signal }: { isReady?: RegExp; signal?: NodeJS.Signals } = {},
  ): Promise<Ended> {
    const child = spawn(process.execPath, [BINS[name], ...args], {
      cwd: project,
      env: { ...process.env, XDG_RUNTIME_DIR: runtime, CI: "" },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
      if (isReady?.test(stdout)) child.kill(signal);
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    return new Promise((resolve) => child.once("close", (code) => resolve({ code, stdout, stderr })));
  }

  it("says what to install where the local run is missing", async () => {
    const installing =
      "npm install --save-dev \\./sfn-workflows-local-\\d+\\.\\d+\\.\\d+\\.tgz \\(npm run pack of sfn-workflows makes it\\)\\n$";
    const [dev, start, list, help] = await Promise.all([
      run(componentsOnly, "sfn-workflows", ["dev"]),
      run(componentsOnly, "sfn-workflows", ["start", "payment", "--local"]),
      run(componentsOnly, "sfn-workflows", ["list", "payment", "--local"]),
      run(componentsOnly, "sfn-workflows", ["--help"]),
    ]);
    assert.match(
      dev.stderr,
      new RegExp(
        `^error: workflows dev is a command of sfn-workflows-local, which is not installed: ${installing}`,
      ),
    );
    assert.match(start.stderr, new RegExp(`\\nerror: no local stack runs, and .*: ${installing}`));
    assert.match(
      list.stderr,
      /^error: no stack of \S+ runs on this machine.*; start it: npx workflows dev\n$/,
    );
    assert.deepEqual([dev.code, start.code, list.code, help.code], [2, 2, 2, 0]);
    assert.match(help.stdout, /\n {2}workflows dev /);
  });

  it("is the same, whichever of the two it is", async () => {
    const commandLines = [
      ["--help"],
      ["dev", "--help"],
      ["messenger", "--help"],
      ["dev", "--port", "x"],
      ["messenger", "dance", "--local"],
      ["strat"],
      ["list", "payment", "--local"],
    ];
    for (const args of commandLines) {
      const [components, local] = await Promise.all([
        run(both, "sfn-workflows", args),
        run(both, "sfn-workflows-local", args),
      ]);
      assert.deepEqual(components, local, args.join(" "));
      assert.equal(components.code, args.includes("--help") ? 0 : 2, components.stderr);
    }
  });

  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    it(`hands ${signal} over to the local run, and its exit code back`, async () => {
      const ended = await run(both, "sfn-workflows", ["dev", "--port", "0"], {
        isReady: /Ctrl-C ends it\./,
        signal,
      });
      assert.deepEqual([ended.code, ended.stderr], [code, ""]);
      assert.deepEqual(
        fs.readdirSync(path.join(runtime, "sfn-workflows")),
        [],
        "it is not announced any more",
      );
    });
  }

  it("hands an error of the program back as exit code 1", async () => {
    const broken = await programWith("sfn-workflows", "sfn-workflows-local");
    try {
      fs.writeFileSync(path.join(broken, "index.ts"), 'throw new Error("planned failure");\n');
      const { code, stderr } = await run(broken, "sfn-workflows", ["dev", "--port", "0"]);
      assert.equal(code, 1);
      assert.match(stderr, /^error: planned failure\n {2}at index\.ts:1:/);
    } finally {
      fs.rmSync(broken, { recursive: true });
    }
  });
});
