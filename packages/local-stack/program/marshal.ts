import {
  AssetArchive,
  FileArchive,
  FileAsset,
  RemoteArchive,
  RemoteAsset,
  StringAsset,
} from "@pulumi/pulumi/asset";
import { ResourceReference } from "./provider/model";
import { archive, asset, secret, type Wire, type WireObject } from "./wire";

/**
 * Properties as Pulumi's engine sends them to a policy pack: secrets marked as such, assets and archives described, a
 * resource by its id.
 *
 * @param secrets paths of the secrets: `environment.variables.KEY`, `rules[0].token`
 */
export const marshal = (properties: Record<string, unknown>, secrets: string[]): Promise<WireObject> =>
  marshalObject(properties, "", secrets);

async function marshalObject(object: object, path: string, secrets: string[]): Promise<WireObject> {
  const wire: WireObject = {};
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined) continue;
    const place = path ? `${path}.${key}` : key;
    const marshaled = await marshalValue(value, place, secrets);
    wire[key] = secrets.includes(place) ? secret(marshaled) : marshaled;
  }
  return wire;
}

async function marshalList(list: unknown[], path: string, secrets: string[]): Promise<Wire[]> {
  return Promise.all(
    list.map(async (item, index) => {
      const place = `${path}[${index}]`;
      const marshaled = await marshalValue(item, place, secrets);
      return secrets.includes(place) ? secret(marshaled) : marshaled;
    }),
  );
}

async function marshalValue(value: unknown, path: string, secrets: string[]): Promise<Wire> {
  if (value === undefined || value === null) return null;
  if (typeof value !== "object") return value as Wire;
  if (Array.isArray(value)) return marshalList(value, path, secrets);
  if (value instanceof ResourceReference) return value.id || value.urn;
  return (await marshalAsset(value)) ?? marshalObject(value, path, secrets);
}

/** Undefined for what is neither an asset nor an archive. */
async function marshalAsset(value: object): Promise<WireObject | undefined> {
  if (value instanceof FileAsset) return asset({ path: await value.path });
  if (value instanceof StringAsset) return asset({ text: await value.text });
  if (value instanceof RemoteAsset) return asset({ uri: await value.uri });
  if (value instanceof FileArchive) return archive({ path: await value.path });
  if (value instanceof RemoteArchive) return archive({ uri: await value.uri });
  if (value instanceof AssetArchive)
    return archive({ assets: await marshalObject(await value.assets, "", []) });
  return undefined;
}
