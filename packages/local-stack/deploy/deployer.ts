import type { AwsError, LocalServices } from "../../local-cloud";
import type { Resource } from "../program/evaluation";

/** Creates, changes and deletes resources of one type in the local cloud. */
export interface Deployer {
  create(resource: Resource, services: LocalServices): Promise<void> | void;
  /** Changes it in place. Without this, a changed resource is deleted and recreated. */
  update?(resource: Resource, before: Resource, services: LocalServices): Promise<void> | void;
  delete(resource: Resource, services: LocalServices): Promise<void> | void;
  /**
   * The resource with the latest published versions in place of those that it names: a program is always evaluated as if it
   * were deployed for the first time, so it names version 1 of everything.
   */
  resolve?(resource: Resource, services: LocalServices): Resource;
  /**
   * Whether the provider repeats an operation that AWS refused with this error, since the permissions of a role arrive late.
   * Resources with this are created last, so that permissions come first as far as dependencies allow.
   */
  isRetried?(error: AwsError, operation: "create" | "update"): boolean;
  /** The types of what the resource contains that cannot run on this machine. */
  unsupported?(resource: Resource): string[];
  /** What a user should know of the deployed resource, such as what of it has no effect on this machine. */
  notes?(resource: Resource, services: LocalServices): string[];
}

/** For a resource that does nothing on this machine, such as an alarm. */
export const noopDeployer: Deployer = { create() {}, update() {}, delete() {} };
