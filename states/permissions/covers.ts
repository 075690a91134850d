import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../policy";
import type { Need } from "./call";

/**
 * A resource that the given permissions allow the actions of a need on; undefined if there is none. Permissions that are only known later
 * may turn out not to allow them.
 */
export function covers(
  permissions: pulumi.Input<PolicyStatement[]> | undefined,
  need: Need,
): pulumi.Input<string | undefined> | undefined {
  if (permissions === undefined || need.actions.length === 0) return undefined;
  if (Array.isArray(permissions)) return covering(permissions, need)?.Resource[0];
  return pulumi.output(permissions).apply((late) => pulumi.output(covering(late, need)?.Resource[0]));
}

/** The statement that allows the last of the actions, if all of them are allowed, or one that some call may do with. */
function covering(
  statements: readonly PolicyStatement[],
  { actions, some, anyPrefix }: Need,
): PolicyStatement | undefined {
  const found = actions.map((action) =>
    statements.find(
      ({ Effect, Action }) =>
        Effect === "Allow" && Action.some((allowed) => matches(allowed, action, anyPrefix)),
    ),
  );
  if (some) return found.find((statement) => statement !== undefined);
  return found.every((statement) => statement !== undefined) ? found.at(-1) : undefined;
}

/** Whether a pattern of actions, such as `ecs:Run*`, matches an action. */
function matches(allowed: string, action: string, anyPrefix = false): boolean {
  const pattern = (anyPrefix ? allowed.replace(/^[^:]*:/, "*:") : allowed)
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${pattern}$`, "i").test(action);
}
