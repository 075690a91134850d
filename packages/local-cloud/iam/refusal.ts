import type { Caller } from "../aws/service";
import { describeStatement, type PolicyKind, type StatementReference } from "./policy";
import type { Denied } from "./policyDecision";

/** A request that IAM did not allow. In `audit` mode it was carried out anyway. */
export interface Refusal {
  /** Milliseconds of the cloud's clock. */
  time: number;
  /** ARN of the caller, or the name of the AWS service. */
  principal: string;
  /** The role whose policies decided; absent for a service. */
  roleArn?: string;
  action: string;
  resource: string;
  /** The operation that needed it: `sqs:SendMessage`, `states:CreateStateMachine`. */
  via: string;
  /** The kind of policy that denies, or that does not allow. */
  kind: PolicyKind;
  /** The statement that denies it; absent where none allows it. */
  deniedBy?: StatementReference;
  /** The statement that would allow it; absent where one denies it. */
  missingStatement?: MissingStatement;
  /** As AWS words it, followed by the statement that is missing or that denies. */
  message: string;
  /** False in mode `audit`. */
  enforced: boolean;
}

export interface MissingStatement {
  Effect: "Allow";
  Principal?: { AWS: string } | { Service: string };
  Action: string;
  Resource?: string;
}

const KIND_WORDS: Readonly<Record<PolicyKind, string>> = {
  identity: "identity-based policy",
  boundary: "permissions boundary",
  resource: "resource-based policy",
  trust: "role trust policy",
};

export type RefusedRequest = Pick<Refusal, "time" | "action" | "resource" | "via" | "enforced"> & {
  caller: Caller;
};

export function describeRefusal(request: RefusedRequest, denied: Denied): Refusal {
  const { caller, ...asked } = request;
  const missingStatement = denied.deniedBy ? undefined : missingFor(request, denied.kind);
  return {
    ...asked,
    principal: caller.service?.principal ?? caller.arn,
    ...(caller.roleArn ? { roleArn: caller.roleArn } : {}),
    kind: denied.kind,
    ...(denied.deniedBy ? { deniedBy: denied.deniedBy } : {}),
    ...(missingStatement ? { missingStatement } : {}),
    message: refusalMessage(request, denied, missingStatement),
  };
}

/**
 * AWS's own words
 * ({@link https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html}), and what to change.
 */
function refusalMessage(
  { caller, action, resource }: RefusedRequest,
  { kind, deniedBy }: Denied,
  missing: MissingStatement | undefined,
): string {
  const who = caller.service ? caller.service.principal : `User: ${caller.arn}`;
  const refused = `${who} is not authorized to perform: ${action} on resource: ${resource}`;
  if (deniedBy) {
    const article = kind === "identity" ? "an" : "a";
    const reason = `with an explicit deny in ${article} ${KIND_WORDS[kind]}`;
    return `${refused} ${reason}. Denied by: ${describeStatement(deniedBy)}`;
  }
  const reason = `because no ${KIND_WORDS[kind]} allows the ${action} action`;
  return `${refused} ${reason}. Missing statement: ${JSON.stringify(missing)}`;
}

function missingFor({ caller, action, resource }: RefusedRequest, kind: PolicyKind): MissingStatement {
  const principal = caller.service
    ? { Service: caller.service.principal }
    : { AWS: caller.roleArn ?? caller.arn };
  switch (kind) {
    case "identity":
    case "boundary":
      return { Effect: "Allow", Action: action, Resource: resource };
    case "resource":
      return { Effect: "Allow", Principal: principal, Action: action, Resource: resource };
    case "trust":
      return { Effect: "Allow", Principal: principal, Action: action };
  }
}
