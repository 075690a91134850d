import { resolve } from "node:path";
import {
  type Archive,
  type Asset,
  AssetArchive,
  FileArchive,
  FileAsset,
  RemoteArchive,
  RemoteAsset,
  StringAsset,
} from "@pulumi/pulumi/asset";

import type { Struct } from "google-protobuf/google/protobuf/struct_pb";

/**
 * Values as Pulumi sends them: JSON, in which an object with a signature key represents a secret, an asset, an archive,
 * a resource or an output. All of Pulumi's SDKs use the same signatures.
 */
export type Wire = null | boolean | number | string | Wire[] | WireObject;
export type WireObject = { [key: string]: Wire };

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function wireOf(struct: Struct | undefined): WireObject {
  return (struct?.toJavaScript() ?? {}) as WireObject;
}

export interface Decoded {
  /** Secrets in plain text, assets as `pulumi.asset` classes with absolute paths, resources as their id; unknown values are left out. */
  values: Record<string, unknown>;
  /** Paths of the secrets: `environment.variables.KEY`, `rules[0].token`. */
  secrets: string[];
}

/** Decodes what the program sent. Relative paths of assets are resolved against `directory`. */
export function decode(wire: WireObject, directory: string): Decoded {
  const secrets: string[] = [];
  const values = decodeObject(wire, "", { directory, secrets });
  return { values, secrets };
}

export function secret(value: Wire): WireObject {
  return { [SIGNATURE]: SECRET, value };
}

/** An asset: `path`, `text` or `uri`. */
export function asset(content: WireObject): WireObject {
  return { [SIGNATURE]: ASSET, ...content };
}

/** An archive: `path`, `uri`, or `assets` by name. */
export function archive(content: WireObject): WireObject {
  return { [SIGNATURE]: ARCHIVE, ...content };
}

export function resourceReference(urn: string, id: string): WireObject {
  return { [SIGNATURE]: RESOURCE, urn, id };
}

export function isSecret(value: Wire | undefined): boolean {
  if (!isObject(value)) return false;
  return value[SIGNATURE] === SECRET || (value[SIGNATURE] === OUTPUT && value.secret === true);
}

/** Whether a value is or contains a secret. */
export function containsSecret(value: Wire | undefined): boolean {
  if (Array.isArray(value)) return value.some(containsSecret);
  return isObject(value) && (isSecret(value) || Object.values(value).some(containsSecret));
}

/** The members that are or contain secrets. */
export function namesOfSecrets(wire: WireObject): string[] {
  return Object.keys(wire).filter((key) => containsSecret(wire[key]));
}

interface Decoding {
  directory: string;
  secrets: string[];
}

function decodeObject(wire: WireObject, path: string, decoding: Decoding): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(wire)) {
    const decoded = decodeValue(value, path ? `${path}.${key}` : key, decoding);
    if (decoded !== undefined) values[key] = decoded;
  }
  return values;
}

function decodeValue(wire: Wire | undefined, path: string, decoding: Decoding): unknown {
  if (wire === undefined || wire === UNKNOWN) return undefined;
  if (Array.isArray(wire)) return wire.map((item, index) => decodeValue(item, `${path}[${index}]`, decoding));
  if (!isObject(wire)) return wire;
  if (isSecret(wire)) decoding.secrets.push(path);
  switch (wire[SIGNATURE]) {
    case undefined:
      return decodeObject(wire, path, decoding);
    case SECRET:
    case OUTPUT:
      return decodeValue(wire.value, path, decoding);
    case ASSET:
      return decodeAsset(wire, decoding);
    case ARCHIVE:
      return decodeArchive(wire, path, decoding);
    case RESOURCE:
      return wire.id ?? wire.urn;
    default:
      throw new Error(`${path} has an unknown signature: ${wire[SIGNATURE]}`);
  }
}

function decodeAsset(wire: WireObject, { directory }: Decoding): Asset {
  if (typeof wire.path === "string") return new FileAsset(resolve(directory, wire.path));
  if (typeof wire.uri === "string") return new RemoteAsset(wire.uri);
  return new StringAsset(String(wire.text ?? ""));
}

function decodeArchive(wire: WireObject, path: string, decoding: Decoding): Archive {
  if (typeof wire.path === "string") return new FileArchive(resolve(decoding.directory, wire.path));
  if (typeof wire.uri === "string") return new RemoteArchive(wire.uri);
  const assets = isObject(wire.assets) ? decodeObject(wire.assets, path, decoding) : {};
  return new AssetArchive(assets as Record<string, Asset | Archive>);
}

function isObject(value: Wire | undefined): value is WireObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
