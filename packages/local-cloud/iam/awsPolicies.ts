import type { PolicyDocument } from "../aws/policyDocument";

import documents from "./awsManagedPolicies.json";

/** A policy that AWS manages, as of the date that AWS updated it. */
interface ManagedPolicy {
  /** Of the document: `v1`. */
  version: string;
  /** `2015-04-09` */
  updated: string;
  document: PolicyDocument;
}

/**
 * The policies managed by AWS that programs with state machines and functions usually attach, by ARN: AWS's own documents
 * ({@link https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html}).
 */
export const AWS_MANAGED_POLICIES: Readonly<Record<string, ManagedPolicy>> = documents;
