import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { version } from "esbuild";

const DIRECTORY = path.join("node_modules", ".cache", "sfn-workflows", "bundles");

/** What npm installed, down to the last package: another installation, another bundle. */
const INSTALLED = path.join("node_modules", ".package-lock.json");

/** A bundle: the file that keeps it, relative to the program's folder, or its text where it cannot be kept. */
export type Bundle = { file: string } | { text: string };

/** Keeps bundles from one evaluation of the program to the next, in the program's `node_modules/.cache`. */
export class BundleCache {
  private readonly installed = fs.existsSync(INSTALLED)
    ? createHash("sha256").update(version).update(fs.readFileSync(INSTALLED)).digest("hex")
    : undefined;

  /** Gives the bundle of a description of all it is made from, made at most once. */
  async get(description: string, make: () => Promise<string>): Promise<Bundle> {
    // Without a record of what is installed, nobody could tell when a bundle is out of date.
    if (!this.installed) return { text: await make() };
    const key = createHash("sha256").update(this.installed).update(description).digest("hex");
    const file = path.join(DIRECTORY, `${key}.js`);
    if (fs.existsSync(file)) return { file };
    const text = await make();
    return write(file, text) ? { file } : { text };
  }
}

/** Whole or not at all, since several evaluations share the folder; false where it cannot be written. */
function write(file: string, text: string): boolean {
  const temporary = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(DIRECTORY, { recursive: true });
    fs.writeFileSync(temporary, text);
    fs.renameSync(temporary, file);
    return true;
  } catch (error) {
    if (!["EACCES", "EPERM", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    return false;
  }
}
