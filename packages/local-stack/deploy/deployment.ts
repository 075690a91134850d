import { AwsError, type LocalServices, type PostponedCheck } from "../../local-cloud";
import type { Evaluation, Resource } from "../program/evaluation";
import { type Deployer, noopDeployer } from "./deployer";
import { deployerOf } from "./deployers";
import { DeploymentError } from "./deploymentError";
import { fingerprint } from "./fingerprint";
import { creationOrder, needsOf } from "./order";
import { Ownership } from "./ownership";

/** What an evaluation changed in the local cloud; resources by URN. */
export interface Changes {
  created: string[];
  updated: string[];
  deleted: string[];
  unchanged: string[];
  /** Types that have no local form. */
  unsupported: string[];
  /** What else differs from AWS, in sentences: a managed policy whose document is not known, a target of a rule that is not the program's. */
  notes: string[];
}

type Change = "created" | "updated" | "unchanged";

/** The types of what tables and buckets contain. */
const CONTENTS = new Set([
  "aws:dynamodb/tableItem:TableItem",
  "aws:s3/bucketObject:BucketObject",
  "aws:s3/bucketObjectv2:BucketObjectv2",
]);

interface Deployed {
  resource: Resource;
  fingerprint: string;
}

/** Keeps the local cloud in line with the program: creates, updates and deletes what has changed. */
export class Deployment {
  private readonly deployed = new Map<string, Deployed>();
  /** Why resources of the last evaluation are left out, by URN. */
  private leftOut = new Map<string, string>();

  constructor(private readonly services: LocalServices) {}

  /** The resources in the cloud, by URN. */
  get resources(): Resource[] {
    return [...this.deployed.values()].map(({ resource }) => resource);
  }

  /**
   * A resource that was refused, because a role lacks a permission, is tried again for as long as other resources change. One
   * that cannot be without something that the program does not create is left out, which a note says.
   *
   * @throws DeploymentError for the first resource that fails; what was done before remains.
   */
  async apply(evaluation: Evaluation): Promise<Changes> {
    const changes: Changes = {
      created: [],
      updated: [],
      deleted: [],
      unchanged: [],
      unsupported: [],
      notes: [],
    };
    const wanted = creationOrder(
      evaluation.resources.filter(({ custom, remote }) => custom || remote),
      rankOf,
    );
    this.leftOut = new Map();
    const ownership = new Ownership(wanted, this.resources, this.services);
    await this.putAll(wanted, ownership, changes);
    const created = wanted.filter(({ urn }) => !this.leftOut.has(urn));
    const wantedUrns = new Set(created.map(({ urn }) => urn));
    const gone = creationOrder(this.resources.filter(({ urn }) => !wantedUrns.has(urn))).reverse();
    for (const resource of gone) {
      await this.remove(resource);
      changes.deleted.push(resource.urn);
    }
    this.services.stepFunctions.resumeExecutions();
    changes.unsupported = distinct(created.flatMap(unsupportedIn));
    changes.notes = distinct([
      ...this.leftOut.values(),
      ...created.flatMap((resource) => deployerOf(resource.type)?.notes?.(resource, this.services) ?? []),
      ...(await Promise.all(created.map((resource) => ownership.notesOf(resource)))).flat(),
    ]);
    return changes;
  }

  /** Puts the items and objects that the program declares again: what held them was emptied. */
  async restoreContents(): Promise<void> {
    for (const resource of creationOrder(this.resources.filter(({ type }) => CONTENTS.has(type))))
      await this.attempt(resource, "created", (deployer) => deployer.create(resource, this.services));
  }

  private async putAll(resources: Resource[], ownership: Ownership, changes: Changes): Promise<void> {
    const { iam } = this.services.cloud;
    /** What the last attempt of each resource was refused. */
    const refusals = new Map<string, PostponedCheck[]>();
    try {
      let left = resources;
      while (left.length > 0) {
        const round = await this.putRound(left, changes, async (resource) => {
          const checks: PostponedCheck[] = [];
          refusals.set(resource.urn, checks);
          const change = await iam.postponeRecords(checks, () => this.put(resource, ownership));
          if (change === undefined) refusals.delete(resource.urn);
          return change;
        });
        if (round.error && !round.hasChanged) throw round.error;
        left = round.left;
      }
    } finally {
      for (const check of [...refusals.values()].flat()) check();
    }
  }

  /** Tries each resource once, apart from those that need one that was refused. Returns these, and the first refusal. */
  private async putRound(
    resources: Resource[],
    changes: Changes,
    put: (resource: Resource) => Promise<Change | undefined>,
  ) {
    const left = new Map<string, Resource>();
    let error: DeploymentError | undefined;
    let hasChanged = false;
    for (const resource of resources) {
      try {
        if (needsOf(resource).some((urn) => left.has(urn))) {
          left.set(resource.urn, resource);
          continue;
        }
        const change = await put(resource);
        if (change === undefined) continue;
        changes[change].push(resource.urn);
        hasChanged ||= change !== "unchanged";
      } catch (failure) {
        if (!(failure instanceof DeploymentError && failure.isRetried)) throw failure;
        error ??= failure;
        left.set(resource.urn, resource);
      }
    }
    return { left: [...left.values()], error, hasChanged };
  }

  /** Undefined if the resource is left out. */
  private async put(evaluated: Resource, ownership: Ownership): Promise<Change | undefined> {
    const resource = this.resolve(evaluated);
    const before = this.deployed.get(resource.urn);
    const now = await fingerprint(resource);
    if (before?.fingerprint === now)
      return (await this.isLeftOut(resource, ownership)) ? undefined : "unchanged";
    try {
      if (before)
        await this.attempt(resource, "updated", (deployer) =>
          this.replace(deployer, resource, before.resource),
        );
      else await this.attempt(resource, "created", (deployer) => deployer.create(resource, this.services));
    } catch (error) {
      // A service rejects most of what needs something that is not there.
      const isRejected = error instanceof DeploymentError && error.cause instanceof AwsError;
      if (isRejected && (await this.isLeftOut(resource, ownership))) return undefined;
      throw error;
    }
    this.deployed.set(resource.urn, { resource, fingerprint: now });
    if (!(await this.isLeftOut(resource, ownership))) return before ? "updated" : "created";
    // One that was there before is deleted after all others have changed.
    if (!before) await this.remove(resource);
    return undefined;
  }

  private async remove(resource: Resource): Promise<void> {
    await this.attempt(resource, "deleted", (deployer) => deployer.delete(resource, this.services));
    this.deployed.delete(resource.urn);
  }

  private async isLeftOut(resource: Resource, ownership: Ownership): Promise<boolean> {
    if (!deployerOf(resource.type)) return false;
    const reason = await ownership.whyLeftOut(resource);
    if (reason !== undefined) this.leftOut.set(resource.urn, reason);
    return reason !== undefined;
  }

  private resolve(resource: Resource): Resource {
    try {
      return deployerOf(resource.type)?.resolve?.(resource, this.services) ?? resource;
    } catch (error) {
      throw new DeploymentError(resource, "read", error);
    }
  }

  private async replace(deployer: Deployer, resource: Resource, before: Resource): Promise<void> {
    if (deployer.update) return deployer.update(resource, before, this.services);
    await deployer.delete(before, this.services);
    this.deployed.delete(before.urn);
    await deployer.create(resource, this.services);
  }

  private async attempt(
    resource: Resource,
    verb: DeploymentError["verb"],
    action: (deployer: Deployer) => Promise<void> | void,
  ): Promise<void> {
    try {
      await action(deployerOf(resource.type) ?? noopDeployer);
    } catch (error) {
      throw new DeploymentError(resource, verb, error);
    }
  }
}

/** Roles and policies, then what is attached to them; what AWS may refuse without them last. */
function rankOf({ type }: Resource): number {
  if (type === "aws:iam/role:Role" || type === "aws:iam/policy:Policy") return 0;
  if (type.startsWith("aws:iam/")) return 1;
  return deployerOf(type)?.isRetried ? 3 : 2;
}

function unsupportedIn(resource: Resource): string[] {
  const deployer = deployerOf(resource.type);
  return deployer ? (deployer.unsupported?.(resource) ?? []) : [resource.type];
}

const distinct = (texts: string[]): string[] => [...new Set(texts)].sort();
