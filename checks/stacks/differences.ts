import { isDeepStrictEqual } from "node:util";
import type { Comparable } from "./comparable";

/** What two stacks have at the same place; undefined where one has nothing. */
export interface Difference {
  identity: string;
  type: string;
  name: string;
  /** Path of the property, `policy.Statement[UseKey].Resource`; undefined where only one stack has the resource. */
  property?: string;
  before: unknown;
  after: unknown;
}

/** Everything that differs between the resources of two stacks, in the order of their identities. */
export function differences(before: Comparable[], after: Comparable[]): Difference[] {
  const [left, right] = [byIdentity(before), byIdentity(after)];
  return [...new Set([...left.keys(), ...right.keys()])].sort().flatMap((identity): Difference[] => {
    const [a, b] = [left.get(identity), right.get(identity)];
    const { type, name } = (a ?? b)!;
    if (!a || !b) return [{ identity, type, name, before: a && name, after: b && name }];
    return changes(a.properties, b.properties, "").map((change) => ({ identity, type, name, ...change }));
  });
}

const byIdentity = (resources: Comparable[]) => new Map(resources.map((each) => [each.identity, each]));

type Change = Required<Pick<Difference, "property" | "before" | "after">>;

function changes(before: unknown, after: unknown, path: string): Change[] {
  if (isDeepStrictEqual(before, after)) return [];
  const [a, b] = [members(before), members(after)];
  if (!a || !b) return [{ property: path, before, after }];
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((key) =>
    changes(a.get(key), b.get(key), joined(path, key)),
  );
}

const joined = (path: string, key: string) =>
  path === "" || key.startsWith("[") ? path + key : `${path}.${key}`;

/** What names an item of a list, where all items have it: of policies, of AWS's lists of names and values. */
const ITEM_NAMES = ["Sid", "name", "Name", "id"];

/** The members of an object, or of a list of objects, by their names or places; undefined for what is compared as a whole. */
function members(value: unknown): Map<string, unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  if (value.length === 0 || !value.every((item) => typeof item === "object" && item !== null))
    return undefined;
  const name = ITEM_NAMES.find((each) => value.every((item) => typeof item[each] === "string"));
  return new Map(value.map((item, index) => [`[${name ? item[name] : index}]`, item]));
}
