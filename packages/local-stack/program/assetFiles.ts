import * as asset from "@pulumi/pulumi/asset";
import type { Evaluation } from "./evaluation";

/** The files and folders that the assets and archives of a program's resources are made of, as the program names them. */
export async function assetFiles({ resources }: Pick<Evaluation, "resources">): Promise<string[]> {
  const files = new Set<string>();
  const visit = async (value: unknown): Promise<void> => {
    if (typeof value !== "object" || value === null) return;
    if (asset.Asset.isInstance(value) || asset.Archive.isInstance(value)) {
      // A process may contain several copies of Pulumi's SDK, which `instanceof` does not allow for.
      if ("path" in value) files.add(await (value as asset.FileAsset).path);
      if ("assets" in value) await visit(await (value as asset.AssetArchive).assets);
      return;
    }
    for (const each of Object.values(value)) await visit(each);
  };
  for (const { inputs } of resources) await visit(inputs);
  return [...files];
}
