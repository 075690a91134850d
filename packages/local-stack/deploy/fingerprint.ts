import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import * as path from "node:path";
import * as asset from "@pulumi/pulumi/asset";
import type { Resource } from "../program/evaluation";

/** A digest of a resource's inputs, with the contents of assets and archives: equal if and only if nothing changed. */
export async function fingerprint({ inputs }: Resource): Promise<string> {
  const hash = createHash("sha256");
  await digest(inputs, hash.update.bind(hash));
  return hash.digest("hex");
}

type Write = (text: string | Buffer) => unknown;

async function digest(value: unknown, write: Write): Promise<void> {
  if (value instanceof asset.AssetArchive) return digest(await value.assets, write);
  if (value instanceof asset.StringAsset) return void write(JSON.stringify(await value.text));
  if (value instanceof asset.FileAsset || value instanceof asset.FileArchive) {
    return digestFiles(await value.path, write);
  }
  if (value === null || typeof value !== "object") return void write(`${JSON.stringify(value)},`);
  write("{");
  for (const [key, member] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (member === undefined) continue;
    write(`${JSON.stringify(key)}:`);
    await digest(member, write);
  }
  write("}");
}

/** A file's contents, or those of every file in a folder. */
async function digestFiles(place: string, write: Write): Promise<void> {
  if (!(await stat(place)).isDirectory()) return void write(await readFile(place));
  for (const name of (await readdir(place)).sort()) {
    write(`${JSON.stringify(name)}:`);
    await digestFiles(path.join(place, name), write);
  }
}
