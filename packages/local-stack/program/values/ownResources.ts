import type { Resource } from "../evaluation";

type Values = Record<string, unknown>;

/** Arguments of functions that the resource has under another name. */
const OUTPUT_NAMES: Record<string, string> = {
  functionName: "name",
  domain: "domainName",
  restApiId: "id",
};
/** Arguments that identify what a function looks up. */
const IDENTIFIES = /^(id|arn|name|bucket|domain)$|(Id|Arn|Name)$/;

/**
 * The resource of the program that a provider function looks up: `aws.iam.getRole({ name })` one of `aws.iam.Role` with that
 * name, and so for all that go by the same names. The latest one counts.
 *
 * @param token `aws:iam/getRole:getRole`
 */
export function findOwn(token: string, args: Values, created: readonly Resource[]): Resource | undefined {
  const type = resourceType(token);
  return type === undefined
    ? undefined
    : created.findLast((resource) => resource.type === type && !resource.read && isMeant(resource, args));
}

/** `aws:iam/getRole:getRole` → `aws:iam/role:Role` */
function resourceType(token: string): string | undefined {
  const [packageName, module = "", name = ""] = token.split(":");
  const kind = /^get([A-Z]\w*)$/.exec(name)?.[1];
  if (!kind) return undefined;
  const folder = module.slice(0, module.lastIndexOf("/"));
  return `${packageName}:${folder}/${kind.charAt(0).toLowerCase()}${kind.slice(1)}:${kind}`;
}

function isMeant({ id, outputs }: Resource, args: Values): boolean {
  const given = Object.entries(args).filter(([, value]) => typeof value === "string");
  const values = (name: string) => [
    outputs[name],
    outputs[OUTPUT_NAMES[name] ?? ""],
    ...(IDENTIFIES.test(name) ? [id] : []),
  ];
  return (
    given.some(([name]) => IDENTIFIES.test(name)) &&
    given.every(([name, value]) => {
      const own = values(name).filter((each) => each !== undefined);
      return own.length === 0 ? !IDENTIFIES.test(name) : own.some((each) => each === value);
    })
  );
}
