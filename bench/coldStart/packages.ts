import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { deflateRawSync } from "node:zlib";
import { asset } from "@pulumi/pulumi";
import { build } from "esbuild";
import type { Resource } from "../../packages/local-stack";

/** A function's files, as they are unpacked. */
export interface Package {
  /** The file that exports `handler`. */
  main: string;
  unzippedBytes: number;
  zippedBytes: number;
}

type Files = Record<string, string>;

/** The archive of a deployed function, unpacked into a folder. */
export async function deployedPackage(resource: Resource, folder: string): Promise<Package> {
  const assets = await (resource.inputs.code as asset.AssetArchive).assets;
  const files: Files = {};
  for (const [name, each] of Object.entries(assets)) files[name] = await textOf(each);
  return unpack(files, folder);
}

/** A handler of `bench/handlers`, bundled with esbuild as its author would. */
export async function bundledPackage(source: string, folder: string): Promise<Package> {
  const { outputFiles } = await build({
    entryPoints: [source],
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    mainFields: ["module", "main"],
    legalComments: "none",
    write: false,
  });
  return unpack({ "index.js": outputFiles[0]!.text }, folder);
}

async function textOf(file: asset.Asset | asset.Archive): Promise<string> {
  if (file instanceof asset.StringAsset) return file.text;
  if (file instanceof asset.FileAsset) return readFileSync(await file.path, "utf8");
  throw new Error("A function's archive may contain only text and files.");
}

function unpack(files: Files, folder: string): Package {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return {
    main: path.join(folder, "index.js"),
    unzippedBytes: Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    zippedBytes: zipSize(files),
  };
}

/** For each file, a zip archive has a header of 30 bytes and an entry of 46, both with the name; it ends with 22 more bytes. */
const zipSize = (files: Files): number =>
  Object.entries(files).reduce(
    (sum, [name, text]) => sum + 76 + 2 * name.length + deflateRawSync(text, { level: 9 }).length,
    22,
  );
