import type { Resource } from "../../../../local/evaluate";
import { createUrn } from "../../../../local/evaluate/urn";

/** A resource as a program registers it, before its provider made it. */
export function registered(type: string, name: string, inputs: Record<string, unknown> = {}): Resource {
  return {
    urn: createUrn({ project: "shop", stack: "dev" }, "", type, name),
    type,
    name,
    custom: true,
    remote: false,
    id: "",
    inputs,
    outputs: {},
    secretInputs: [],
    dependencies: [],
    propertyDependencies: {},
    protect: false,
    retainOnDelete: false,
    ignoreChanges: [],
    aliases: [],
  };
}
