import type { PolicyDocument } from "../aws/policyDocument";
import { AwsError } from "../aws/service";
import { AWS_MANAGED_POLICIES } from "./awsPolicies";
import { deleteConflict, entityExists, limitExceeded, noSuchEntity } from "./errors";
import { parsePolicy } from "./policyDocument";
import { checkManagedPolicyQuota } from "./quotas";

export interface PolicyVersion {
  /** `v1` */
  id: string;
  document: PolicyDocument;
  created: Date;
}

/** A managed policy: its default version counts for the roles that it is attached to. */
export class ManagedPolicy {
  readonly tags = new Map<string, string>();
  readonly versions: PolicyVersion[];
  /** Of the latest version: a number is not used again. */
  latestNumber: number;
  private defaultId: string;

  constructor(
    readonly arn: string,
    readonly description: string | undefined,
    first: PolicyVersion,
  ) {
    this.versions = [first];
    this.defaultId = first.id;
    this.latestNumber = Number(first.id.slice(1));
  }

  get name(): string {
    return nameOf(this.arn);
  }

  /** `/service-role/` */
  get path(): string {
    return this.arn.slice(this.arn.indexOf(":policy/") + 7, this.arn.lastIndexOf("/") + 1);
  }

  get isAwsManaged(): boolean {
    return this.arn.includes("::aws:");
  }

  get defaultVersion(): PolicyVersion {
    return this.version(this.defaultId);
  }

  /** Of the default version. */
  get document(): PolicyDocument {
    return this.defaultVersion.document;
  }

  /** Throws `NoSuchEntity`. */
  version(id: string): PolicyVersion {
    const found = this.versions.find((version) => version.id === id);
    if (!found) throw noSuchEntity(`Policy ${this.arn} version ${id} does not exist or is not attachable.`);
    return found;
  }

  /** Throws `NoSuchEntity`. */
  setDefault(id: string): void {
    this.defaultId = this.version(id).id;
  }
}

export interface NewManagedPolicy {
  name: string;
  document: PolicyDocument;
  /** Default `/`. */
  path?: string;
  description?: string;
}

/** {@link https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html} */
const VERSIONS_PER_POLICY = 5;

/** The policies that AWS manages and are known here, and those of the account. */
export class ManagedPolicies {
  private readonly policies = new Map<string, ManagedPolicy>();

  constructor(
    private readonly accountId: string,
    /** Milliseconds since the epoch. */
    private readonly now: () => number,
    /** Called when another document counts. */
    private readonly onChange: (policy: ManagedPolicy) => void,
  ) {
    for (const [arn, { version, updated, document }] of Object.entries(AWS_MANAGED_POLICIES)) {
      const created = new Date(updated);
      this.policies.set(arn, new ManagedPolicy(arn, undefined, { id: version, document, created }));
    }
  }

  arnOf(name: string, path = "/"): string {
    return `arn:aws:iam::${this.accountId}:policy${path}${name}`;
  }

  list(): ManagedPolicy[] {
    return [...this.policies.values()];
  }

  find(arn: string): ManagedPolicy | undefined {
    return this.policies.get(arn);
  }

  /** Throws `NoSuchEntity`. */
  get(arn: string): ManagedPolicy {
    const policy = this.find(arn);
    if (!policy) throw noSuchEntity(`Policy ${arn} was not found.`);
    return policy;
  }

  /** The ARN of the policy that AWS manages and that has the name of another ARN, if that is one of AWS's. */
  awsManagedNamed(policyArn: string): string | undefined {
    if (!policyArn.includes("::aws:")) return undefined;
    return Object.keys(AWS_MANAGED_POLICIES).find((arn) => nameOf(arn) === nameOf(policyArn));
  }

  /** Throws `EntityAlreadyExists`, `MalformedPolicyDocument` or `LimitExceeded`. */
  create({ name, document, path, description }: NewManagedPolicy): ManagedPolicy {
    const arn = this.arnOf(name, path);
    if (this.policies.has(arn)) throw entityExists(`A policy called ${name}`);
    checkDocument(arn, document);
    const first = { id: "v1", document, created: new Date(this.now()) };
    const policy = new ManagedPolicy(arn, description, first);
    this.policies.set(arn, policy);
    this.onChange(policy);
    return policy;
  }

  /** Throws `LimitExceeded` if the policy has five versions. */
  addVersion(policy: ManagedPolicy, document: PolicyDocument, isDefault: boolean): PolicyVersion {
    this.checkOwner(policy);
    checkDocument(policy.arn, document);
    const { versions } = policy;
    if (versions.length >= VERSIONS_PER_POLICY) {
      throw limitExceeded(
        `A managed policy can have up to ${VERSIONS_PER_POLICY} versions. Before you create a new version, you must delete an existing version.`,
      );
    }
    const version = { id: `v${++policy.latestNumber}`, document, created: new Date(this.now()) };
    versions.push(version);
    if (isDefault) this.setDefault(policy, version.id);
    return version;
  }

  /** Adds a version that counts, in place of the oldest one if there are too many, as the provider does. */
  replace(policy: ManagedPolicy, document: PolicyDocument): void {
    checkDocument(policy.arn, document);
    const { versions } = policy;
    if (versions.length >= VERSIONS_PER_POLICY) {
      const oldest = versions.find(({ id }) => id !== policy.defaultVersion.id)!;
      versions.splice(versions.indexOf(oldest), 1);
    }
    this.addVersion(policy, document, true);
  }

  setDefault(policy: ManagedPolicy, id: string): void {
    this.checkOwner(policy);
    policy.setDefault(id);
    this.onChange(policy);
  }

  /** Throws `DeleteConflict` for the default version. */
  deleteVersion(policy: ManagedPolicy, id: string): void {
    this.checkOwner(policy);
    const version = policy.version(id);
    if (version === policy.defaultVersion) {
      throw deleteConflict("Cannot delete the default version of a policy.");
    }
    policy.versions.splice(policy.versions.indexOf(version), 1);
  }

  /** Throws `NoSuchEntity`, also for a policy that AWS manages. */
  delete(arn: string): void {
    if (arn.includes("::aws:") || !this.policies.delete(arn))
      throw noSuchEntity(`Policy ${arn} was not found.`);
  }

  private checkOwner({ arn, isAwsManaged }: ManagedPolicy): void {
    if (isAwsManaged) throw new AwsError("AccessDenied", `Policy ${arn} is managed by AWS.`, 403);
  }
}

function checkDocument(arn: string, document: PolicyDocument): void {
  const policy = parsePolicy("identity", arn, arn, document);
  if (policy.version !== "2012-10-17") {
    const message = `Policy document must be version 2012-10-17 or greater. (policy ${arn})`;
    throw new AwsError("MalformedPolicyDocument", message);
  }
  checkManagedPolicyQuota(policy);
}

const nameOf = (policyArn: string) => policyArn.slice(policyArn.lastIndexOf("/") + 1);
