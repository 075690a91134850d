import type { PolicyDocument } from "./policyDocument";

/** Where the policies of resources are kept: those that a deployment puts there are found too. */
export interface ResourcePolicies {
  /** @param name of several policies of one resource; default: `Policy` */
  putResourcePolicy(arn: string, document: PolicyDocument, name?: string): void;
  /** Deletes one policy of a resource, or all of them. */
  deleteResourcePolicy(arn: string, name?: string): void;
  /** By their names. */
  resourceDocuments(arn: string): Map<string, PolicyDocument>;
}

/** For a cloud that decides nothing by policies: they are kept, and have no effect. */
export class UnenforcedPolicies implements ResourcePolicies {
  private readonly documents = new Map<string, Map<string, PolicyDocument>>();

  putResourcePolicy(arn: string, document: PolicyDocument, name = "Policy"): void {
    this.documents.set(arn, this.resourceDocuments(arn).set(name, document));
  }

  deleteResourcePolicy(arn: string, name?: string): void {
    if (name === undefined) this.documents.delete(arn);
    else this.documents.get(arn)?.delete(name);
  }

  resourceDocuments(arn: string): Map<string, PolicyDocument> {
    return this.documents.get(arn) ?? new Map();
  }
}
