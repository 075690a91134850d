import type { Resource } from "../../../../../packages/local-stack/program";
import { createUrn } from "../../../../../packages/local-stack/program/urn";
import { resource } from "../../resource";

/** A resource as a program registers it, before its provider has created it. */
export function registered(type: string, name: string, inputs: Record<string, unknown> = {}): Resource {
  return resource(type, name, {
    urn: createUrn({ project: "shop", stack: "dev" }, "", type, name),
    id: "",
    inputs,
  });
}
