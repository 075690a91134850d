import type { Resource } from "../../../../../packages/local-stack/program";
import { createUrn } from "../../../../../packages/local-stack/program/urn";
import type { LocalValues } from "../../../../../packages/local-stack/program/values/localValues";
import { Lookups } from "../../../../../packages/local-stack/program/values/lookups";
import { MissingValues } from "../../../../../packages/local-stack/program/values/missingValues";
import { resource } from "../../resource";

/** A resource as a program registers it, before its provider has created it. */
export function registered(type: string, name: string, inputs: Record<string, unknown> = {}): Resource {
  return resource(type, name, {
    urn: createUrn({ project: "shop", stack: "dev" }, "", type, name),
    id: "",
    inputs,
  });
}

/** What a program looks up, with these values. */
export const lookups = (values: LocalValues = {}, missing = new MissingValues()): Lookups =>
  new Lookups({ values, missing, programDirectory: __dirname, acceptsSecrets: true });
