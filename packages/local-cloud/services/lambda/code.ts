import { createHash, type Hash } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { AwsError } from "../../aws/service";
import { isMapped, withSourceMap } from "./sourceMaps";
import { readZip, type ZipEntry } from "./zip";

/** A part of a function's code; `name` is its path in the function's directory. */
export type CodeEntry =
  | { name: string; text: string }
  /** The path of a file on this machine. */
  | { name: string; file: string }
  /** The path of a directory or zip file on this machine. */
  | { name: string; archive: string }
  /** The contents of a zip file. */
  | { name: string; zip: Buffer };

export type CodeEntries = Iterable<CodeEntry> | AsyncIterable<CodeEntry>;

/** A function's code, unpacked. */
export interface FunctionCode {
  directory: string;
  /** Base64; differs if the code differs. As on AWS that of the zip file, if the code is one that was sent. */
  sha256: string;
  /** Bytes, of the zip file that was sent, or else unpacked. */
  size: number;
}

/**
 * Unpacks a function's code into a new directory under `root`.
 *
 * @param sourceMaps whether JavaScript files of this machine get source maps that lead to where they came from
 */
export async function unpackCode(
  entries: CodeEntries,
  root: string,
  sourceMaps = false,
): Promise<FunctionCode> {
  const directory = await mkdtemp(join(root, "code-"));
  const unpacking = new Unpacking(directory, sourceMaps);
  try {
    for await (const entry of entries) await unpacking.entry(entry);
  } catch (error) {
    await removeCode(directory);
    throw error;
  }
  return { directory, sha256: unpacking.digest(), size: unpacking.size };
}

/** Unpacks a zip file that was sent. */
export async function unpackZip(zip: Buffer, root: string): Promise<FunctionCode> {
  const { directory } = await unpackCode([{ name: "", zip }], root);
  return { directory, sha256: createHash("sha256").update(zip).digest("base64"), size: zip.length };
}

export async function removeCode(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
}

class Unpacking {
  size = 0;
  private readonly hash: Hash = createHash("sha256");

  constructor(
    private readonly directory: string,
    private readonly sourceMaps: boolean,
  ) {}

  digest(): string {
    return this.hash.digest("base64");
  }

  /** Throws `InvalidParameterValueException` for a file that cannot be read. */
  async zip(zip: Buffer, prefix: string): Promise<void> {
    for (const { name, content } of entriesOf(zip)) await this.write(posix.join(prefix, name), content);
  }

  async entry(entry: CodeEntry): Promise<void> {
    if ("text" in entry) await this.write(entry.name, Buffer.from(entry.text));
    else if ("file" in entry) await this.copy(entry.name, entry.file);
    else if ("zip" in entry) await this.zip(entry.zip, entry.name);
    else await this.archive(entry.archive, entry.name);
  }

  private async archive(path: string, prefix: string): Promise<void> {
    if ((await stat(path)).isDirectory()) return this.copyDirectory(prefix, path);
    if (!/\.(zip|jar)$/.test(path)) throw invalidCode(`"${path}" is neither a directory nor a zip file`);
    for (const { name, content } of readZip(await readFile(path))) {
      await this.write(posix.join(prefix, name), content);
    }
  }

  private async copyDirectory(prefix: string, path: string): Promise<void> {
    const entries = await readdir(path, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const source = join(path, entry.name);
      const name = posix.join(prefix, entry.name);
      if ((await stat(source)).isDirectory()) await this.copyDirectory(name, source);
      else await this.copy(name, source);
    }
  }

  private async copy(name: string, source: string): Promise<void> {
    if (this.sourceMaps && isMapped(source)) {
      await this.write(name, Buffer.from(await withSourceMap(await readFile(source, "utf8"), source)));
      return;
    }
    const target = this.target(name);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(source, target, constants.COPYFILE_FICLONE);
    this.record(name, await readFile(target));
  }

  private async write(name: string, content: Buffer): Promise<void> {
    const target = this.target(name);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
    this.record(name, content);
  }

  private record(name: string, content: Buffer): void {
    this.hash.update(`${name}\0${content.length}\0`).update(content);
    this.size += content.length;
  }

  /** The path to write an entry to; rejects an entry outside the function's directory. */
  private target(name: string): string {
    const segments = name.split(/[\\/]/);
    if (name === "" || segments.includes("..") || /^([\\/]|[a-zA-Z]:)/.test(name)) {
      throw invalidCode(`The archive's entry "${name}" is outside the function's directory`);
    }
    return join(this.directory, name);
  }
}

function entriesOf(zip: Buffer): ZipEntry[] {
  try {
    return [...readZip(zip)];
  } catch (error) {
    throw invalidCode((error as Error).message);
  }
}

function invalidCode(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", `Could not unzip uploaded file. ${message}.`, 400, {
    Type: "User",
  });
}
