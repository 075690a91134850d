import type { LocalServices } from "../../local-cloud";
import { AwsError } from "../../local-cloud";
import type { Evaluation, Resource } from "../program/evaluation";
import { type Deployer, noopDeployer } from "./deployer";
import { deployerOf } from "./deployers";
import { fingerprint } from "./fingerprint";
import { creationOrder } from "./order";

/** What an evaluation changed in the local cloud; resources by URN. */
export interface Changes {
  created: string[];
  updated: string[];
  deleted: string[];
  unchanged: string[];
  /** Types that have no local form. */
  unsupported: string[];
}

/** A resource could not be created, changed or deleted: the message names it, the API's error and its message. */
export class DeploymentError extends Error {
  override readonly name = "DeploymentError";
  constructor(
    readonly resource: Resource,
    verb: string,
    override readonly cause: unknown,
  ) {
    const reason =
      cause instanceof AwsError
        ? `${cause.code}: ${cause.message}${cause.cause instanceof Error ? ` (${cause.cause.message})` : ""}`
        : (cause as Error).message;
    super(`${resource.type} '${resource.name}' could not be ${verb}: ${reason}`);
  }
}

interface Deployed {
  resource: Resource;
  fingerprint: string;
}

/** Keeps the local cloud in line with the program: creates, updates and deletes what has changed. */
export class Deployment {
  private readonly deployed = new Map<string, Deployed>();

  constructor(private readonly services: LocalServices) {}

  /** The resources in the cloud, by URN. */
  get resources(): Resource[] {
    return [...this.deployed.values()].map(({ resource }) => resource);
  }

  /** @throws DeploymentError for the first resource that fails; what was done before remains. */
  async apply(evaluation: Evaluation): Promise<Changes> {
    const changes: Changes = { created: [], updated: [], deleted: [], unchanged: [], unsupported: [] };
    const wanted = creationOrder(evaluation.resources.filter(({ custom, remote }) => custom || remote));
    const wantedUrns = new Set(wanted.map(({ urn }) => urn));
    for (const resource of wanted) {
      changes[await this.put(resource)].push(resource.urn);
      changes.unsupported.push(...unsupportedIn(resource));
    }
    const gone = creationOrder(this.resources.filter(({ urn }) => !wantedUrns.has(urn))).reverse();
    for (const resource of gone) {
      await this.attempt(resource, "deleted", (deployer) => deployer.delete(resource, this.services));
      this.deployed.delete(resource.urn);
      changes.deleted.push(resource.urn);
    }
    this.services.stepFunctions.resumeExecutions();
    changes.unsupported = [...new Set(changes.unsupported)].sort();
    return changes;
  }

  private async put(evaluated: Resource): Promise<"created" | "updated" | "unchanged"> {
    const resource = this.resolve(evaluated);
    const before = this.deployed.get(resource.urn);
    const now = await fingerprint(resource);
    if (before?.fingerprint === now) return "unchanged";
    if (before)
      await this.attempt(resource, "updated", (deployer) =>
        this.replace(deployer, resource, before.resource),
      );
    else await this.attempt(resource, "created", (deployer) => deployer.create(resource, this.services));
    this.deployed.set(resource.urn, { resource, fingerprint: now });
    return before ? "updated" : "created";
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
    await deployer.create(resource, this.services);
  }

  private async attempt(
    resource: Resource,
    verb: string,
    action: (deployer: Deployer) => Promise<void> | void,
  ): Promise<void> {
    try {
      await action(deployerOf(resource.type) ?? noopDeployer);
    } catch (error) {
      throw new DeploymentError(resource, verb, error);
    }
  }
}

function unsupportedIn(resource: Resource): string[] {
  const deployer = deployerOf(resource.type);
  return deployer ? (deployer.unsupported?.(resource) ?? []) : [resource.type];
}
