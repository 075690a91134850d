import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { compile, evaluating, installInto, newFolder, node } from "../examples/package";
import { blocksOf, page } from "./pages";

const ROOT = path.join(__dirname, "../..");
/** What the page changes, and what it is beside. */
const COPIED = [
  "components",
  "handlers",
  "index.ts",
  "config.ts",
  "workflows.ts",
  "package.json",
  "Pulumi.yaml",
  "Pulumi.dev.yaml",
];
/** What mocha's settings in package.json name. */
const HOOKS = "test/packages/local-cloud/models";
const LINKED = ["checks", "client", "graphql", "node_modules", "packages", "states"];

const MOCHA = path.join(ROOT, "node_modules/mocha/bin/mocha.js");
/** Types of a package that has none. */
const DECLARATIONS = "packages/local-cloud/services/dynamodb/dynalite.d.ts";

const PAGE = page("fifth-workflow");

/** The files on the page, by the name in their first line; the text is what follows it. */
const FILES = blocksOf(PAGE, "ts").map((block) => {
  const [, name = "", text = ""] = /^\/\/ (.+)\n([\s\S]*)$/.exec(block) ?? [];
  return { name, text };
});

const fileOf = (name: string): string => {
  const found = FILES.find((file) => file.name === name);
  assert.ok(found, `${name} is not on the page`);
  return found.text;
};

/** Applies a change as the page shows it: `--- FILE`, then lines with a blank, a minus or a plus. */
function apply(folder: string, diff: string): void {
  const [head = "", ...lines] = diff.trimEnd().split("\n");
  const file = path.join(folder, head.slice("--- ".length));
  const kept = (sign: string) =>
    lines
      .filter((line) => !line.startsWith(sign))
      .map((line) => `${line.slice(1)}\n`)
      .join("");
  const text = fs.readFileSync(file, "utf8");
  assert.equal(text.split(kept("+")).length, 2, `the page changes what ${head} does not have once:\n${diff}`);
  fs.writeFileSync(
    file,
    text.replace(kept("+"), () => kept("-")),
  );
}

function write(folder: string, name: string, text: string): void {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

/** The settings of this repository's compiler, for these files and what they import. */
function settingsFor(files: string[]): string {
  const { compilerOptions, ...rest } = JSON.parse(fs.readFileSync(path.join(ROOT, "tsconfig.json"), "utf8"));
  return JSON.stringify({
    ...rest,
    compilerOptions: { ...compilerOptions, preserveSymlinks: true },
    exclude: undefined,
    files,
  });
}

describe("docs/fifth-workflow.md", function () {
  this.timeout(180_000);
  const folders: string[] = [];
  after(() => {
    for (const folder of folders) fs.rmSync(folder, { recursive: true });
  });
  const folderFor = (name: string) => {
    const folder = newFolder(name);
    folders.push(folder);
    return folder;
  };

  describe("in this repository", () => {
    const tests = FILES.map(({ name }) => name).filter((name) => /^test\/.*\.test\.ts$/.test(name));
    let copy: string;

    before(() => {
      copy = folderFor("fifth-workflow");
      for (const name of [...COPIED, HOOKS])
        fs.cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true });
      for (const name of LINKED) fs.symlinkSync(path.join(ROOT, name), path.join(copy, name), "junction");
      for (const { name, text } of FILES) if (name.includes("/")) write(copy, name, text);
      for (const diff of blocksOf(PAGE, "diff")) apply(copy, diff);
      write(copy, "tsconfig.json", settingsFor(["index.ts", ...tests, DECLARATIONS]));
    });

    it("compiles as it is", () => compile(copy, "--noEmit"));

    for (const name of tests) {
      it(`${name} passes as it is`, () => node(copy, MOCHA, name));
    }
  });

  describe("in a program of its own", () => {
    const TEST = "refundWorkflow.test.ts";
    let project: string;

    before(async () => {
      project = folderFor("refunds");
      await installInto(project, "sfn-workflows", "sfn-workflows-local");
      const component = fileOf("components/refundWorkflow.ts").replace(/^(?:import [^;]+;\n)+/, "");
      write(project, "refundWorkflow.ts", fileOf("imports of refundWorkflow.ts") + component);
      write(project, "pay.ts", fileOf("handlers/refunds/pay.ts"));
      for (const name of ["index.ts", TEST]) write(project, name, fileOf(name));
      write(project, "package.json", '{ "name": "refunds", "private": true }');
      write(project, "Pulumi.yaml", "name: refunds\nruntime: nodejs\n");
      write(project, "Pulumi.dev.yaml", "config:\n  aws:region: eu-central-1\n");
      const settings = fs.readFileSync(path.join(ROOT, "examples/payment/tsconfig.json"), "utf8");
      const { compilerOptions } = JSON.parse(settings);
      write(project, "tsconfig.json", JSON.stringify({ compilerOptions, files: ["index.ts", TEST] }));
    });

    it("compiles as it is", () => compile(project, "--noEmit"));

    it("passes its test as it is", async () => {
      await evaluating(project, () => node(project, MOCHA, "-r", "ts-node/register", TEST));
    });
  });
});
