import { type Evaluation, fingerprint, type Resource } from "../../packages/local-stack";

/** A resource without what differs from stack to stack for no other reason than being another resource. */
export interface Comparable {
  /** Its URN without project and stack: `PARENT_TYPES$TYPE::NAME`. */
  identity: string;
  type: string;
  name: string;
  /** Its inputs, its tags with the provider's default tags, and the options that keep it from deletion. */
  properties: Record<string, unknown>;
}

/**
 * Makes resources comparable with those of another stack: what AWS assigned (ARNs, ids, names with random digits) becomes the
 * resource's name in the program, JSON in texts is read, and code is its digest.
 */
export async function comparableResources({ resources }: Evaluation): Promise<Comparable[]> {
  const own = resources.filter(({ type }) => !type.startsWith("pulumi:"));
  const withNames = namesForPhysicalOnes(own);
  return Promise.all(
    own.map(async (resource) => ({
      identity: resource.urn.split("::").slice(2).join("::"),
      type: resource.type,
      name: resource.name,
      properties: {
        ...(readable(resource.inputs, withNames) as Record<string, unknown>),
        ...(resource.inputs.code === undefined ? {} : { code: await digestOf(resource) }),
        tags: resource.outputs.tagsAll,
        protect: resource.protect,
        retainOnDelete: resource.retainOnDelete,
      },
    })),
  );
}

const digestOf = (resource: Resource) => fingerprint({ ...resource, inputs: { code: resource.inputs.code } });

/** Replaces in a text every physical name by the name of its resource in the program. */
function namesForPhysicalOnes(resources: Resource[]): (text: string) => string {
  const names = new Map<string, string>();
  const remember = (value: unknown, name: string): void => {
    if (typeof value === "object" && value !== null) {
      for (const member of Object.values(value)) remember(member, name);
    } else if (typeof value === "string" && isAssigned(value) && !names.has(value)) names.set(value, name);
  };
  const made = resources.filter(({ custom }) => custom);
  for (const { id, name, inputs, outputs } of made) {
    if (id.length >= SHORTEST_ID && !Object.values(inputs).includes(id)) names.set(id, name);
    for (const value of [outputs.arn, outputs.name]) remember(value, name);
  }
  for (const { name, inputs, outputs } of made) {
    for (const [key, value] of Object.entries(outputs)) if (!(key in inputs)) remember(value, name);
  }
  const longestFirst = [...names.keys()].sort((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return (text) => text;
  const pattern = new RegExp(longestFirst.map(escaped).join("|"), "g");
  return (text) => text.replace(pattern, (physical) => names.get(physical)!);
}

/** API Gateway's ids have six letters and digits. */
const SHORTEST_ID = 6;

/** ARNs, URLs, and words of small letters with digits at random in them: not a region. */
const isAssigned = (value: string) =>
  /^(arn:|https?:)/.test(value) ||
  (/^(?=.*[a-z])(?=.*[0-9])[\w./-]{6,}$/.test(value) && !/^[a-z]{2}(-[a-z]+)+-\d$/.test(value));

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");

function readable(value: unknown, withNames: (text: string) => string): unknown {
  if (typeof value === "string") {
    const inner = jsonIn(value);
    return inner === undefined ? withNames(value) : readable(inner, withNames);
  }
  if (Array.isArray(value)) return value.map((item) => readable(item, withNames));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, readable(member, withNames)]));
}

/** The object or list that a text is the JSON of. */
function jsonIn(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
