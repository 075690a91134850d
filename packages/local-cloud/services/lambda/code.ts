import { createHash, type Hash } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import * as asset from "@pulumi/pulumi/asset";
import { AwsError } from "../../aws/service";
import { readZip } from "./zip";

/** A function's code, unpacked. */
export interface FunctionCode {
  directory: string;
  /** Base64; tells whether code changed. It is not the hash of a zip file, as on AWS. */
  sha256: string;
  /** Bytes, unpacked. */
  size: number;
}

/** Unpacks an archive, as Pulumi gives it to the provider, into a new directory under `root`. */
export async function unpackCode(archive: asset.Archive, root: string): Promise<FunctionCode> {
  const directory = await mkdtemp(join(root, "code-"));
  const unpacking = new Unpacking(directory);
  try {
    await unpacking.archive(archive, "");
  } catch (error) {
    await removeCode(directory);
    throw error;
  }
  return { directory, sha256: unpacking.digest(), size: unpacking.size };
}

export async function removeCode(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
}

class Unpacking {
  size = 0;
  private readonly hash: Hash = createHash("sha256");

  constructor(private readonly directory: string) {}

  digest(): string {
    return this.hash.digest("base64");
  }

  async archive(archive: asset.Archive, prefix: string): Promise<void> {
    if (isAssetArchive(archive)) {
      const entries = Object.entries(await archive.assets);
      for (const [name, entry] of entries.sort(([a], [b]) => (a < b ? -1 : 1))) {
        await this.entry(entry, posix.join(prefix, name));
      }
    } else if (isFileArchive(archive)) {
      await this.file(await archive.path, prefix);
    } else {
      throw invalidCode("Only AssetArchive and FileArchive can be unpacked on this machine");
    }
  }

  private async entry(entry: asset.Asset | asset.Archive, name: string): Promise<void> {
    if (isStringAsset(entry)) {
      await this.write(name, Buffer.from(await entry.text));
    } else if (isFileAsset(entry)) {
      await this.copy(name, await entry.path);
    } else if (asset.Archive.isInstance(entry)) {
      await this.archive(entry, name);
    } else {
      throw invalidCode(
        `"${name}" is no StringAsset, FileAsset or archive: it cannot be unpacked on this machine`,
      );
    }
  }

  /** A `FileArchive` names a directory or a zip file. */
  private async file(path: string, prefix: string): Promise<void> {
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
    const target = this.target(name);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(source, target, constants.COPYFILE_FICLONE);
    this.account(name, await readFile(target));
  }

  private async write(name: string, content: Buffer): Promise<void> {
    const target = this.target(name);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
    this.account(name, content);
  }

  private account(name: string, content: Buffer): void {
    this.hash.update(`${name}\0${content.length}\0`).update(content);
    this.size += content.length;
  }

  /** Where the entry goes; refuses one that would leave the function's directory. */
  private target(name: string): string {
    const segments = name.split(/[\\/]/);
    if (name === "" || segments.includes("..") || /^([\\/]|[a-zA-Z]:)/.test(name)) {
      throw invalidCode(`The archive's entry "${name}" lies outside of the function's directory`);
    }
    return join(this.directory, name);
  }
}

// There may be several copies of Pulumi's SDK in a process: its own checks allow for that, `instanceof` does not.
const isAssetArchive = (value: asset.Archive): value is asset.AssetArchive =>
  asset.Archive.isInstance(value) && "assets" in value;
const isFileArchive = (value: asset.Archive): value is asset.FileArchive =>
  asset.Archive.isInstance(value) && "path" in value;
const isStringAsset = (value: object): value is asset.StringAsset =>
  asset.Asset.isInstance(value) && "text" in value;
const isFileAsset = (value: object): value is asset.FileAsset =>
  asset.Asset.isInstance(value) && "path" in value;

function invalidCode(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", `Could not unzip uploaded file. ${message}.`, 400, {
    Type: "User",
  });
}
