import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type EvaluateOptions, EvaluationError, evaluate } from "../../../../packages/local-stack/program";

const PACKAGES = join(__dirname, "../../../../node_modules");
const PROJECT = { "Pulumi.yaml": "name: kinds\nruntime: nodejs\n" };
/** That of `pulumi new aws-typescript`. */
const TEMPLATE_TSCONFIG = JSON.stringify({
  compilerOptions: {
    strict: true,
    outDir: "bin",
    target: "es2020",
    module: "nodenext",
    moduleResolution: "nodenext",
    sourceMap: true,
    experimentalDecorators: true,
    pretty: true,
    noFallthroughCasesInSwitch: true,
    noImplicitReturns: true,
    forceConsistentCasingInFileNames: true,
  },
  files: ["index.ts"],
});

describe("evaluate, of each kind of program", function () {
  this.timeout(60_000);
  let directory: string;

  beforeEach(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), "kinds-")));
    symlinkSync(PACKAGES, join(directory, "node_modules"), "junction");
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const write = (files: Record<string, string>) => {
    for (const [file, text] of Object.entries({ ...PROJECT, ...files })) {
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      writeFileSync(join(directory, file), text);
    }
  };
  const run = (options: Partial<EvaluateOptions> = {}) => evaluate({ directory, stack: "dev", ...options });
  const failure = async (options?: Partial<EvaluateOptions>): Promise<EvaluationError> => {
    let failed: unknown;
    await rejects(run(options), (error) => {
      failed = error;
      return true;
    });
    ok(failed instanceof EvaluationError, String(failed));
    return failed;
  };

  const programs: Record<string, Record<string, string>> = {
    JavaScript: {
      "package.json": '{ "main": "index.js" }',
      "index.js": 'exports.stack = require("@pulumi/pulumi").getStack();',
    },
    "JavaScript modules": {
      "package.json": '{ "type": "module", "main": "index.js" }',
      "index.js":
        'import { getStack } from "@pulumi/pulumi"; export const stack = await Promise.resolve(getStack());',
    },
    "a module by its name": {
      "package.json": '{ "main": "index.mjs" }',
      "index.mjs": 'import { getStack } from "@pulumi/pulumi"; export const stack = getStack();',
    },
    "TypeScript of Pulumi's template": {
      "package.json": '{ "main": "index.ts" }',
      "tsconfig.json": TEMPLATE_TSCONFIG,
      "index.ts": 'import { getStack } from "@pulumi/pulumi"; export const stack: string = getStack();',
    },
    "TypeScript modules": {
      "package.json": '{ "type": "module" }',
      "index.ts":
        'import { getStack } from "@pulumi/pulumi"; export const stack: string = await Promise.resolve(getStack());',
    },
    "TypeScript without a package.json of its own": {
      "index.ts": 'import { getStack } from "@pulumi/pulumi"; export const stack: string = getStack();',
    },
  };
  for (const [kind, files] of Object.entries(programs)) {
    it(kind, async () => {
      write(files);
      deepEqual((await run()).outputs, { stack: "dev" });
    });
  }

  it("names the place in the TypeScript source where it fails", async () => {
    write({
      "index.ts": 'import { fail } from "./lib/fail";\n\nfail({ reason: "none" });\n',
      "lib/fail.ts":
        "interface Failure {\n  reason: string;\n}\n\nexport function fail({ reason }: Failure): never {\n  throw new Error(reason);\n}\n",
    });
    const { kind, message, details } = await failure();
    deepEqual([kind, message], ["program", "none\n  at lib/fail.ts:6:9"]);
    match(details.trace ?? "", /^Error: none\n {4}at .*lib\/fail\.ts:6:9\)\n {4}at .*index\.ts:3:5\)/);
  });

  describe("type errors", () => {
    const files = {
      "tsconfig.json": TEMPLATE_TSCONFIG,
      "index.ts": 'export const answer: number = "42";\n',
    };

    it("do not stop a run", async () => {
      write(files);
      deepEqual((await run()).outputs, { answer: "42" });
    });

    it("are refused with tsc's words where they are checked", async () => {
      write(files);
      const { kind, message } = await failure({ typecheck: true });
      equal(kind, "program");
      match(
        message,
        /index\.ts(\(1,14\)|:1:14).* error TS2322: Type 'string' is not assignable to type 'number'\./,
      );
    });
  });

  describe("packages that are not installed", () => {
    const needs = (...names: string[]) =>
      JSON.stringify({ dependencies: Object.fromEntries(names.map((name) => [name, "*"])) });

    it("are named with the command that installs them", async () => {
      rmSync(join(directory, "node_modules"));
      write({ "package.json": needs("@pulumi/pulumi"), "index.js": "" });
      const { kind, message } = await failure();
      equal(kind, "packages");
      equal(message, `@pulumi/pulumi is not installed: run \`npm install\` in ${directory}`);
    });

    it("are named where the program imports them, with the package manager of the lock file", async () => {
      write({
        "package.json": needs("@scope/kit"),
        "pnpm-lock.yaml": "",
        "index.js": '\nrequire("@scope/kit/lib");',
      });
      const { kind, message, details } = await failure();
      equal(kind, "packages");
      equal(message, `@scope/kit is not installed: run \`pnpm install\` in ${directory}\n  at index.js:2:1`);
      match(details.trace ?? "", /Require stack:/);
    });

    it("are to be added where package.json does not have them", async () => {
      write({ "package.json": '{ "type": "module", "main": "index.js" }', "index.js": 'import "left-pad";' });
      equal(
        (await failure()).message,
        `left-pad is not installed: run \`npm install left-pad\` in ${directory}`,
      );
    });

    it("are not what is missing where a file of the program is", async () => {
      write({ "index.js": 'require("./absent");' });
      const { kind, message } = await failure();
      deepEqual([kind, message], ["program", "Cannot find module './absent'\n  at index.js:1:1"]);
    });
  });

  it("says what the language host printed where there is no program", async () => {
    write({ "package.json": "{}" });
    const { kind, message } = await failure();
    equal(kind, "program");
    match(message, /^We failed to locate the entry point for your program: /);
  });
});
