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
const COMPILED = ["components", "graphql", "handlers", "packages", "packaging", "states", "client"];
const SETTINGS = [
  "workflows.ts",
  "package.json",
  "tsconfig.json",
  "tsconfig.build.json",
  "tsconfig.local.json",
  "LICENSE",
];

/** The two packages: what is deployed, and the local run. */
export type PackageName = "sfn-workflows" | "sfn-workflows-local";

let packed: Promise<string> | undefined;

/**
 * Builds and stages both packages, once for the same sources: in a copy of the clone, since several tests may run at a time.
 * Resolves to a folder that has a folder for each.
 */
export function pack(): Promise<string> {
  packed ??= packOnce();
  return packed;
}

async function packOnce(): Promise<string> {
  const directory = path.join(CACHE, fingerprint());
  if (!fs.existsSync(directory)) {
    removeOldOnes();
    const clone = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "package-")));
    try {
      for (const name of fs.readdirSync(ROOT).filter((each) => !LEFT_OUT.has(each))) {
        fs.cpSync(path.join(ROOT, name), path.join(clone, name), { recursive: true, filter: isCloned });
      }
      link(path.join(ROOT, "node_modules"), path.join(clone, "node_modules"));
      await node(clone, "packaging/pack.mjs", "--stage");
      const staged = fs.mkdtempSync(path.join(CACHE, "staged-"));
      fs.cpSync(path.join(clone, "dist/pack"), staged, { recursive: true });
      fs.renameSync(staged, directory);
    } catch (error) {
      // Another run may have been faster.
      if (!fs.existsSync(directory)) throw error;
    } finally {
      fs.rmSync(clone, { recursive: true });
    }
  }
  return directory;
}

/** The files of a package, sorted. */
export async function filesOf(name: PackageName): Promise<string[]> {
  const folder = path.join(await pack(), name);
  return fs
    .readdirSync(folder, { recursive: true })
    .map((file) => String(file).split(path.sep).join("/"))
    .filter((file) => fs.statSync(path.join(folder, file)).isFile())
    .sort();
}

export interface Manifest {
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  scripts?: Record<string, string>;
}

/** The package.json of a package. */
export const manifestOf = async (name: PackageName): Promise<Manifest> =>
  JSON.parse(fs.readFileSync(path.join(await pack(), name, "package.json"), "utf8"));

/** Not those that another run may use. */
function removeOldOnes(): void {
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
  const project = newFolder(example);
  fs.cpSync(path.join(ROOT, "examples", example), project, { recursive: true, filter: isCloned });
  await installInto(project, "sfn-workflows");
  for (const name of nested) {
    const copy = path.join(project, "node_modules", "sfn-workflows", "node_modules", name);
    fs.cpSync(path.join(ROOT, "node_modules", name), copy, { recursive: true });
  }
  return project;
}

/** An empty folder outside the clone. */
export const newFolder = (name: string): string =>
  fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), `${name}-`)));

/** Adds packages of this repository to a project, as real copies, beside links to the packages that are installed here. */
export async function installInto(project: string, ...names: PackageName[]): Promise<void> {
  const modules = path.join(project, "node_modules");
  fs.mkdirSync(modules);
  for (const each of fs.readdirSync(path.join(ROOT, "node_modules"))) {
    if (!each.startsWith(".")) link(path.join(ROOT, "node_modules", each), path.join(modules, each));
  }
  for (const name of names) {
    fs.cpSync(path.join(await pack(), name), path.join(modules, name), { recursive: true });
  }
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
  for (const name of [...SETTINGS, ...sources.sort()]) {
    const file = path.join(ROOT, name);
    if (fs.statSync(file).isFile()) hash.update(`${name}\0`).update(fs.readFileSync(file));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Runs TypeScript's compiler in a folder. Rejects with what it complains of. */
export const compile = (directory: string, ...args: string[]): Promise<string> =>
  node(directory, path.join(ROOT, "node_modules/typescript/bin/tsc"), ...args);

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
