import * as asset from "@pulumi/pulumi/asset";
import { type Evaluation, fingerprint, type Resource } from "../../local-stack";
import type { Usage } from "./prices";
import { SECRET, SecretMask } from "./secretMask";

/** What the preview reads, and what it saves to compare with: an evaluation without secrets and without code. */
export interface Snapshot {
  project: string;
  stack: string;
  resources: SavedResource[];
  /** What a run of each workflow takes, by the workflow; absent where it was not measured. */
  runs?: Record<string, Usage>;
}

export interface SavedResource {
  urn: string;
  type: string;
  name: string;
  /** True for a resource of a provider, false for a component. */
  custom: boolean;
  parent?: string;
  protect: boolean;
  retainOnDelete: boolean;
  aliases: string[];
  ignoreChanges: string[];
  replaceOnChanges: string[];
  /** Its id and, where it has one, its ARN: what other resources name it by. */
  id: string;
  arn?: string;
  /** Secrets masked; an asset or archive is `{ sha256 }` of its contents. */
  inputs: Record<string, unknown>;
}

export async function snapshotOf(evaluation: Evaluation): Promise<Snapshot> {
  const { project, stack, resources } = evaluation;
  const mask = new SecretMask(evaluation);
  return { project, stack, resources: await Promise.all(resources.map((each) => save(each, mask))) };
}

async function save(resource: Resource, mask: SecretMask): Promise<SavedResource> {
  const { urn, type, name, custom, parent, protect, retainOnDelete, aliases, ignoreChanges, outputs } =
    resource;
  return {
    urn,
    type,
    name,
    custom,
    ...(parent && { parent }),
    protect,
    retainOnDelete,
    aliases,
    ignoreChanges,
    replaceOnChanges: resource.replaceOnChanges ?? [],
    id: mask.text(resource.id),
    ...(typeof outputs.arn === "string" && { arn: mask.text(outputs.arn) }),
    inputs: (await saveValue(resource.inputs, "", resource, mask)) as Record<string, unknown>,
  };
}

async function saveValue(
  value: unknown,
  path: string,
  resource: Resource,
  mask: SecretMask,
): Promise<unknown> {
  if (path !== "" && mask.hides(resource, path)) return SECRET;
  if (typeof value === "string") return mask.text(value);
  if (value === null || typeof value !== "object") return value;
  if (isCode(value)) return { sha256: await fingerprint({ ...resource, inputs: { value } }) };
  if (Array.isArray(value)) {
    return Promise.all(value.map((item, index) => saveValue(item, `${path}[${index}]`, resource, mask)));
  }
  const members = Object.entries(value).map(async ([key, member]) => {
    const saved = await saveValue(member, path ? `${path}.${key}` : key, resource, mask);
    return [mask.text(key), saved] as const;
  });
  return Object.fromEntries(await Promise.all(members));
}

const isCode = (value: object): boolean => asset.Asset.isInstance(value) || asset.Archive.isInstance(value);
