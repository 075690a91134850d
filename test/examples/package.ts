import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

const ROOT = path.join(__dirname, "../..");
const CACHE = path.join(ROOT, "node_modules", ".cache", "sfn-workflows", "packages");

/** What is not part of a clean clone, and what is a package of its own. */
const LEFT_OUT = new Set(["node_modules", "dist", ".git", "bench"]);
const COMPILED = [
  "components",
  "graphql",
  "handlers",
  "packages/asl/validate",
  "packages/terminal",
  "states",
  "client",
];
const COMPILED_FILES = [
  "workflows.ts",
  ...["index", "taskResource", "walk"].map((name) => `packages/asl/${name}.ts`),
];
const SETTINGS = ["package.json", "tsconfig.json", "tsconfig.build.json"];

/** The package as `npm pack` makes it. */
export interface Packed {
  /** A clone of the repository in which it was built. */
  directory: string;
  /** The packed files, relative to that. */
  files: string[];
}

let packed: Promise<Packed> | undefined;

/** Builds and packs this package, once for the same sources: in a copy of the clone, since several tests may run at a time. */
export function pack(): Promise<Packed> {
  packed ??= packOnce();
  return packed;
}

async function packOnce(): Promise<Packed> {
  const directory = path.join(CACHE, fingerprint());
  const list = path.join(directory, "packed.json");
  if (!fs.existsSync(list)) {
    forgetOldOnes();
    const clone = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "package-")));
    try {
      for (const name of fs.readdirSync(ROOT).filter((each) => !LEFT_OUT.has(each))) {
        fs.cpSync(path.join(ROOT, name), path.join(clone, name), { recursive: true, filter: isCloned });
      }
      link(path.join(ROOT, "node_modules"), path.join(clone, "node_modules"));
      await npm(clone, "run", "build");
      const [{ files }] = JSON.parse(await npm(clone, "pack", "--dry-run", "--json", "--ignore-scripts"));
      const names: string[] = files.map((file: { path: string }) => file.path).sort();
      copyFiles(names, clone, directory);
      fs.writeFileSync(list, JSON.stringify(names));
    } finally {
      fs.rmSync(clone, { recursive: true });
    }
  }
  return { directory, files: JSON.parse(fs.readFileSync(list, "utf8")) };
}

/** Not those that another run may use. */
function forgetOldOnes(): void {
  fs.mkdirSync(CACHE, { recursive: true });
  const hourAgo = Date.now() - 3_600_000;
  for (const name of fs.readdirSync(CACHE).map((each) => path.join(CACHE, each))) {
    if (fs.statSync(name).mtimeMs < hourAgo) fs.rmSync(name, { recursive: true });
  }
}

const isCloned = (file: string) => path.basename(file) !== "node_modules";

/**
 * Lays a project of `examples/` out as npm does: a real copy of this package below its `node_modules`, beside the packages
 * that are installed here.
 *
 * @param nested packages that npm would nest in this one, since the project has other versions of them
 */
export async function install(example: string, nested: string[] = []): Promise<string> {
  const { directory, files } = await pack();
  const project = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), `${example}-`)));
  fs.cpSync(path.join(ROOT, "examples", example), project, { recursive: true, filter: isCloned });
  const modules = path.join(project, "node_modules");
  fs.mkdirSync(modules);
  for (const name of fs.readdirSync(path.join(ROOT, "node_modules"))) {
    if (!name.startsWith(".")) link(path.join(ROOT, "node_modules", name), path.join(modules, name));
  }
  const own = path.join(modules, "sfn-workflows");
  copyFiles(files, directory, own);
  for (const name of nested) {
    fs.cpSync(path.join(ROOT, "node_modules", name), path.join(own, "node_modules", name), {
      recursive: true,
    });
  }
  return project;
}

/**
 * Evaluates a project that was laid out. Pulumi's serializer looks a package up from where Pulumi is installed, which is
 * here; `NODE_PATH` shows it the project's packages.
 */
export async function evaluating<T>(project: string, evaluate: () => Promise<T>): Promise<T> {
  const { NODE_PATH } = process.env;
  process.env.NODE_PATH = path.join(project, "node_modules");
  try {
    return await evaluate();
  } finally {
    if (NODE_PATH === undefined) delete process.env.NODE_PATH;
    else process.env.NODE_PATH = NODE_PATH;
  }
}

function copyFiles(files: string[], from: string, to: string): void {
  for (const file of files) {
    fs.mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
    fs.copyFileSync(path.join(from, file), path.join(to, file));
  }
}

/** On Windows, links to folders need no rights if they are junctions. */
const link = (target: string, file: string) => fs.symlinkSync(target, file, "junction");

/** The sources, and what they are compiled with. */
function fingerprint(): string {
  const hash = createHash("sha256");
  const sources = COMPILED.flatMap((folder) =>
    fs
      .readdirSync(path.join(ROOT, folder), { recursive: true })
      .map((name) => path.join(folder, String(name))),
  );
  for (const name of [...SETTINGS, ...COMPILED_FILES, ...sources.sort()]) {
    const file = path.join(ROOT, name);
    if (fs.statSync(file).isFile()) hash.update(`${name}\0`).update(fs.readFileSync(file));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Runs TypeScript's compiler in a folder. Rejects with what it complains of. */
export const compile = (directory: string, ...args: string[]): Promise<string> =>
  node(directory, path.join(ROOT, "node_modules/typescript/bin/tsc"), ...args);

/** The npm that runs these tests, else the one on the path. */
function npm(directory: string, ...args: string[]): Promise<string> {
  const { npm_execpath: script } = process.env;
  if (script?.endsWith("npm-cli.js")) return node(directory, script, ...args);
  return execute("npm", args, { cwd: directory, shell: process.platform === "win32" });
}

/** Runs a JavaScript file, or Node's own arguments, in a folder. Gives what it prints; rejects with what it complains of. */
export const node = (directory: string, ...args: string[]): Promise<string> =>
  execute(process.execPath, args, { cwd: directory });

async function execute(
  file: string,
  args: string[],
  options: { cwd: string; shell?: boolean },
): Promise<string> {
  try {
    return (await promisify(execFile)(file, args, { ...options, maxBuffer: 2 ** 24 })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${path.basename(file)} ${args.join(" ")} failed:\n${stdout}${stderr}`);
  }
}
