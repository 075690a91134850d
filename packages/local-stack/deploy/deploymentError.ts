import { AwsError } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import { deployerOf } from "./deployers";

/** A resource could not be created, changed or deleted: the message names it, the API's error and its message. */
export class DeploymentError extends Error {
  override readonly name = "DeploymentError";
  constructor(
    readonly resource: Resource,
    readonly verb: "created" | "updated" | "deleted" | "read",
    override readonly cause: unknown,
  ) {
    const reason =
      cause instanceof AwsError
        ? `${cause.code}: ${cause.message}${cause.cause instanceof Error ? ` (${cause.cause.message})` : ""}`
        : (cause as Error).message;
    super(`${resource.type} '${resource.name}' could not be ${verb}: ${reason}`);
  }

  /** Whether the provider would repeat what failed, for a permission that may arrive later. */
  get isRetried(): boolean {
    const { cause, resource, verb } = this;
    if (!(cause instanceof AwsError) || (verb !== "created" && verb !== "updated")) return false;
    const operation = verb === "created" ? "create" : "update";
    return deployerOf(resource.type)?.isRetried?.(cause, operation) ?? false;
  }
}
