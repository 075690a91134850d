import type * as pulumi from "@pulumi/pulumi";
import { derive, isJsonata, isUnresolved } from "../inputs";
import type { ArnOf } from "./arn";
import { literal } from "./arns";
import type { Argument, Target } from "./call";
import type { Scope } from "./scope";

/** How to continue if a target is not known. */
export interface Fallback {
  /** The resource that explicit permissions allow the actions on. */
  covering: pulumi.Input<string | undefined> | undefined;
  /** The error for a target that turns out to be wrong when it resolves. */
  error(problem: string): Error;
}

/** The resource of a statement, or why it is not known. */
export type Resolved = { resource: pulumi.Input<string> } | { problem: string };

/** Finds the ARN against which the actions on a target are checked. */
export function resolveTarget(target: Target, scope: Scope, fallback: Fallback): Resolved {
  if (target === "any") return { resource: "*" };
  if ("unknown" in target) return { problem: target.unknown };
  const { argument, arn, refinement } = target;
  if (argument.kind === "absent") return { problem: `${argument.label} is missing` };
  if (argument.kind === "runTime") {
    const { label, text } = argument;
    if (!isOwnArn(text) || scope.stateMachineArn === undefined)
      return { problem: onlyAtRunTime(label, text) };
    const own: Argument = { kind: "known", label, value: scope.stateMachineArn };
    return resolveTarget({ ...target, argument: own }, scope, fallback);
  }
  const { label, value } = argument;
  const problem = isUnresolved(value) ? undefined : problemOf(label, value, arn);
  if (problem) return { problem };
  const covering = isUnresolved(value) ? fallback.covering : undefined;
  const values = [
    value,
    scope.partition,
    scope.region,
    scope.accountId,
    refiningText(refinement),
    covering,
  ] as const;
  const resource = derive(values, ([text, partition, region, accountId, refining, covered]) => {
    const late = problemOf(label, text, arn);
    if (late && covered === undefined)
      throw isMocked(text) ? surfaced(fallback.error(`${late}; ${MOCKED}`)) : fallback.error(late);
    if (late) return covered!;
    return arn(String(text), { partition, region, accountId }, refining)!;
  });
  return { resource };
}

const ANYWHERE = { partition: "aws", region: "us-east-1", accountId: "000000000000" };

function problemOf(label: string, value: unknown, arn: ArnOf): string | undefined {
  if (isJsonata(value)) return onlyAtRunTime(label, value);
  if (typeof value === "string" && arn(value, ANYWHERE) !== undefined) return undefined;
  return `${label} is ${JSON.stringify(value)}, not ${arn.expected}`;
}

/** Whether a value that a resource has once it is created cannot be one that AWS gave it. */
const isMocked = (value: unknown) =>
  value === undefined || (typeof value === "string" && /^arn:[^:]*:(?!s3:)[^:]*:::/.test(value));

const MOCKED =
  "AWS gives no such value, but Pulumi's mocks may: return realistic ARNs, as `register` of sfn-workflows-local/testing does";

/**
 * Some test frameworks ignore a rejected output, which is all that `pulumi.runtime.setMocks` makes of an error: the test would time out
 * without a reason.
 */
function surfaced(error: Error): Error {
  setImmediate(() => {
    throw error;
  });
  return error;
}

const onlyAtRunTime = (label: string, text: string) => `${label} is only known at run time (${text})`;

/** Whether an expression or a path gives the ARN of the state machine itself. */
export const isOwnArn = (text: string): boolean =>
  /^(\{%\s*\$states\.context\.StateMachine\.Id\s*%\}|\$\$\.StateMachine\.Id)$/.test(text);

/** The refinement as it is in an ARN; undefined if there is none. */
function refiningText(
  refinement: Argument | Argument[] | undefined,
): string | undefined | pulumi.Output<string | undefined> {
  if (Array.isArray(refinement)) {
    return derive(refinement.map(refiningText), (parts) => parts.map((part) => part ?? "").join("/"));
  }
  if (!refinement || refinement.kind === "absent") return undefined;
  if (refinement.kind === "runTime") return "*";
  return derive([refinement.value], ([value]) => (isJsonata(value) ? "*" : literal(String(value))));
}
