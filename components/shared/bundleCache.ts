import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { version } from "esbuild";

/** npm's record of every installed package: if it changes, so do the bundles. */
const RECORD = path.join("node_modules", ".package-lock.json");

const CACHE = path.join("node_modules", ".cache", "sfn-workflows", "bundles");

/** A bundle: the file that contains it, relative to the program's folder, or its text if it cannot be stored. */
export type Bundle = { file: string } | { text: string };

/** Stores bundles from one evaluation of the program to the next, in the `node_modules/.cache` that the program uses. */
export class BundleCache {
  private readonly directory: string;
  /** A digest of what is installed; undefined if it is unknown, so that bundles could become outdated unnoticed. */
  private readonly installed: string | undefined;

  constructor() {
    const program = process.cwd();
    const root = installationOf(program);
    this.directory = path.relative(program, path.join(root ?? program, CACHE));
    // This package, where it is linked, has its own packages, which replace those that the program lacks.
    const own = installationOf(__dirname);
    if (root && own) {
      this.installed = digest(version, path.relative(root, program), ...[root, own].map(readRecord));
    }
  }

  /** Returns the bundle for a description of everything it is made from, which is built at most once. */
  async get(description: string, make: () => Promise<string>): Promise<Bundle> {
    if (!this.installed) return { text: await make() };
    const file = path.join(this.directory, `${digest(this.installed, description)}.js`);
    if (fs.existsSync(file)) return { file };
    const text = await make();
    return write(file, text) ? { file } : { text };
  }
}

/** The nearest folder, from this one upwards, into which npm installed. */
function installationOf(directory: string): string | undefined {
  if (fs.existsSync(path.join(directory, RECORD))) return directory;
  const parent = path.dirname(directory);
  return parent === directory ? undefined : installationOf(parent);
}

const readRecord = (root: string) => fs.readFileSync(path.join(root, RECORD), "utf8");

function digest(...texts: string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text).update("\0");
  return hash.digest("hex");
}

/** Whole or not at all, since several evaluations share the folder; false where it cannot be written. */
function write(file: string, text: string): boolean {
  const temporary = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(temporary, text);
    fs.renameSync(temporary, file);
    return true;
  } catch (error) {
    if (!["EACCES", "EPERM", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    return false;
  }
}
