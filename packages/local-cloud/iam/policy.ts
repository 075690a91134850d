import type { PolicyDocument } from "../aws/policyDocument";
import type { ConditionTest } from "./policyCondition";
import type { Pattern } from "./policyPattern";

/**
 * What a policy is attached to, which decides how it counts
 * ({@link https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html}).
 */
export type PolicyKind = "identity" | "boundary" | "resource" | "trust";

/** A policy document that was found to be well-formed, ready to be evaluated. */
export interface Policy {
  kind: PolicyKind;
  /** The inline policy's name, or the managed policy's ARN. */
  name: string;
  /** ARN of the role or resource the policy is attached to. */
  owner: string;
  version: "2008-10-17" | "2012-10-17";
  /** Characters of the document, white space between its tokens left out, as IAM counts them. */
  size: number;
  statements: Statement[];
  /** As it was given. */
  document: PolicyDocument;
}

/** A document as JSON text. */
export const documentText = (document: PolicyDocument): string =>
  typeof document === "string" ? document : JSON.stringify(document);

export interface Statement {
  /** Position in the document, from 0. */
  index: number;
  sid?: string;
  effect: "Allow" | "Deny";
  /** `Action`, or `NotAction`: then every action but these. */
  actions: Selection<Pattern>;
  /** Absent in a trust policy, whose resource is the role itself. */
  resources?: Selection<Pattern[]>;
  /** Absent in an identity-based policy, whose principal is the role itself. */
  principals?: Selection<PrincipalPattern>;
  conditions: ConditionTest[];
}

/** The values of `Action`, or of `NotAction` where `except` is true; likewise of `Resource` and `Principal`. */
export interface Selection<T> {
  except: boolean;
  values: T[];
}

export type PrincipalPattern =
  | { type: "everyone" }
  /** The whole account: an `Allow` leaves the decision to the account's own identity-based policies. */
  | { type: "account"; accountId: string }
  | { type: "AWS" | "Service" | "Federated" | "CanonicalUser"; value: string };

/** Names one statement of one policy. */
export interface StatementReference {
  kind: PolicyKind;
  owner: string;
  policy: string;
  index: number;
  sid?: string;
}

export function referenceTo(policy: Policy, statement: Statement): StatementReference {
  const { kind, owner, name } = policy;
  const { index, sid } = statement;
  return { kind, owner, policy: name, index, ...(sid === undefined ? {} : { sid }) };
}

/** `statement 2 ("AllowSend") of policy "queue"` */
export function describeStatement(reference: StatementReference): string {
  const sid = reference.sid === undefined ? "" : ` ("${reference.sid}")`;
  return `statement ${reference.index}${sid} of policy "${reference.policy}"`;
}
