import { posix } from "node:path";
import * as asset from "@pulumi/pulumi/asset";
import type { CodeEntry } from "../../local-cloud";

/** The entries of a function's code as Lambda unpacks them. */
export async function* codeEntries(archive: asset.Archive, prefix = ""): AsyncGenerator<CodeEntry> {
  if (isAssetArchive(archive)) {
    const assets = await archive.assets;
    for (const [name, entry] of Object.entries(assets).sort(([a], [b]) => (a < b ? -1 : 1))) {
      const own = withinFunction(name);
      if (own !== name && Object.hasOwn(assets, own)) continue;
      yield* entriesOf(entry, posix.join(prefix, own));
    }
  } else if (isFileArchive(archive)) {
    yield { name: prefix, archive: await archive.path };
  } else {
    throw new Error("Only AssetArchive and FileArchive can be unpacked on this machine");
  }
}

/**
 * The path in a function of a package that a workspace has hoisted: Pulumi archives it as `../../node_modules/NAME`, by its place from
 * the program's folder on ({@link https://github.com/pulumi/pulumi/pull/15426}). The code requires it by its name, which is found both
 * where unzipping drops the leading `..`, as here, and where it follows it to the parents of `/var/task`. Which of the two Lambda does
 * is not documented.
 */
const withinFunction = (name: string): string => name.replace(/^(?:\.\.\/)+(?=node_modules\/)/, "");

async function* entriesOf(entry: asset.Asset | asset.Archive, name: string): AsyncGenerator<CodeEntry> {
  if (isStringAsset(entry)) {
    yield { name, text: await entry.text };
  } else if (isFileAsset(entry)) {
    yield { name, file: await entry.path };
  } else if (asset.Archive.isInstance(entry)) {
    yield* codeEntries(entry, name);
  } else {
    throw new Error(
      `"${name}" is not a StringAsset, FileAsset or archive: it cannot be unpacked on this machine`,
    );
  }
}

export const isArchive = (value: unknown): value is asset.Archive => asset.Archive.isInstance(value);

// A process may contain several copies of Pulumi's SDK: its own checks allow for that, `instanceof` does not.
const isAssetArchive = (value: asset.Archive): value is asset.AssetArchive =>
  asset.Archive.isInstance(value) && "assets" in value;
const isFileArchive = (value: asset.Archive): value is asset.FileArchive =>
  asset.Archive.isInstance(value) && "path" in value;
const isStringAsset = (value: object): value is asset.StringAsset =>
  asset.Asset.isInstance(value) && "text" in value;
const isFileAsset = (value: object): value is asset.FileAsset =>
  asset.Asset.isInstance(value) && "path" in value;
