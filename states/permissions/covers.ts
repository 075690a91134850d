import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../policy";

/**
 * A resource that the given permissions allow `actions` on; undefined if there is none. Permissions that are only known later
 * may turn out not to allow them.
 */
export function covers(
  permissions: pulumi.Input<PolicyStatement[]> | undefined,
  actions: readonly string[],
): pulumi.Input<string | undefined> | undefined {
  if (permissions === undefined || actions.length === 0) return undefined;
  if (Array.isArray(permissions)) return covering(permissions, actions)?.Resource[0];
  return pulumi.output(permissions).apply((late) => pulumi.output(covering(late, actions)?.Resource[0]));
}

/** The statement that allows the last of the actions, if all of them are allowed. */
function covering(
  statements: readonly PolicyStatement[],
  actions: readonly string[],
): PolicyStatement | undefined {
  const found = actions.map((action) =>
    statements.find(
      ({ Effect, Action }) => Effect === "Allow" && Action.some((allowed) => matches(allowed, action)),
    ),
  );
  return found.every((statement) => statement !== undefined) ? found.at(-1) : undefined;
}

/** Whether a pattern of actions matches an action; `ecs:*` matches any action of the service. */
function matches(allowed: string, action: string): boolean {
  const [service, name] = action.toLowerCase().split(":");
  if (name === "*") return allowed.toLowerCase().startsWith(`${service}:`);
  const pattern = allowed
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${pattern}$`, "i").test(action);
}
