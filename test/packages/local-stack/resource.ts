import type { Resource } from "../../../packages/local-stack/program/evaluation";

/** A resource as an evaluation returns it, with the given properties only. */
export const resource = (type: string, name: string, changes: Partial<Resource> = {}): Resource => ({
  urn: `urn:pulumi:dev::test::${type}::${name}`,
  type,
  name,
  custom: true,
  remote: false,
  id: name,
  inputs: {},
  outputs: {},
  secretInputs: [],
  dependencies: [],
  propertyDependencies: {},
  protect: false,
  retainOnDelete: false,
  ignoreChanges: [],
  aliases: [],
  ...changes,
});
