import { readFile } from "node:fs/promises";
import { asset } from "@pulumi/pulumi";

/** What a file of an archive holds. */
export async function textOf(file: asset.Asset | asset.Archive): Promise<string> {
  if (file instanceof asset.StringAsset) return file.text;
  if (file instanceof asset.FileAsset) return readFile(await file.path, "utf8");
  throw new Error("neither a text nor a file");
}
