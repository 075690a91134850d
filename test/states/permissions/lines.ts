import assert from "node:assert/strict";
import { DefinitionError, type PolicyStatement, requiredPermissions } from "../../../states";
import { called, SCOPE, SELF } from "./support";

/** Where a machine runs, its own ARN included. */
export const WHOLE = { ...SCOPE, stateMachineArn: SELF };

/** A statement as one line: `ACTIONS on RESOURCES if CONDITIONS`; `glue::job/j` is of this region and account. */
export function line({ Action, Resource, Condition = {} }: PolicyStatement): string {
  const conditions = Object.values(Condition).flatMap((keys) => Object.entries(keys));
  const when = conditions.map(([key, value]) => `${key}=${value}`).join(" ");
  return `${Action.join(" ")} on ${Resource.join(" ")}${when && ` if ${when}`}`
    .replace(/arn:aws:([\w-]+):eu-west-1:111122223333:/g, "$1::")
    .replaceAll("arn:aws:iam::111122223333:", "iam::");
}

/** The statements of a call. */
export const derived = (call: string, args?: object) =>
  requiredPermissions(called(call, args), WHOLE).map(line);

/** What is asked for where the permissions of a definition cannot be derived. */
export function refusal(definition: object, permissions: PolicyStatement[] = []): string {
  try {
    requiredPermissions(definition, WHOLE, { permissions });
  } catch (error) {
    assert.ok(error instanceof DefinitionError, String(error));
    return error.message;
  }
  return "";
}
