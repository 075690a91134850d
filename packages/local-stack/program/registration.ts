import type { ReadResourceRequest, RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Resource } from "./evaluation";
import { ResourceReference } from "./provider/model";
import {
  containsSecret,
  decode,
  isSecret,
  namesOfSecrets,
  resourceReference,
  secret,
  type Wire,
  type WireObject,
  wireOf,
} from "./wire";

/** `protect`, `retainOnDelete` and `deletedWith` are the parent's unless the resource sets them. */
export function readRegistration(
  request: RegisterResourceRequest,
  wire: WireObject,
  urn: string,
  parent: Resource | undefined,
  programDirectory: string,
): Resource {
  const inputs = decode(wire, programDirectory);
  const timeouts = request.getCustomtimeouts();
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    remote: request.getRemote(),
    ...present({
      parent: request.getParent(),
      provider: request.getProvider(),
      importId: request.getImportid(),
      deletedWith: request.getDeletedwith() || parent?.deletedWith,
    }),
    id: "",
    inputs: inputs.values,
    outputs: {},
    secretInputs: inputs.secrets,
    dependencies: request.getDependenciesList(),
    propertyDependencies: readPropertyDependencies(request),
    protect: (request.hasProtect() ? request.getProtect() : parent?.protect) ?? false,
    retainOnDelete:
      (request.hasRetainondelete() ? request.getRetainondelete() : parent?.retainOnDelete) ?? false,
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    deleteBeforeReplace: request.getDeletebeforereplace(),
    customTimeouts: present({
      create: timeouts?.getCreate(),
      update: timeouts?.getUpdate(),
      delete: timeouts?.getDelete(),
    }),
    aliases: request.getAliasurnsList(),
  };
}

/** An existing resource that is only looked up, and its properties as they were sent. */
export interface Lookup {
  resource: Resource;
  wire: WireObject;
}

export function readRequest(request: ReadResourceRequest, urn: string, programDirectory: string): Lookup {
  const wire = wireOf(request.getProperties());
  const { values, secrets } = decode(wire, programDirectory);
  const resource: Resource = {
    urn,
    type: request.getType(),
    name: request.getName(),
    custom: true,
    remote: false,
    read: true,
    ...present({ parent: request.getParent(), provider: request.getProvider() }),
    id: request.getId(),
    inputs: values,
    outputs: {},
    secretInputs: secrets,
    dependencies: request.getDependenciesList(),
    propertyDependencies: {},
    protect: false,
    retainOnDelete: false,
    ignoreChanges: [],
    aliases: [],
  };
  return { resource, wire };
}

/** The outputs as the program receives them: what it sent is returned unchanged, assets and secrets included. */
export function describeOutputs(resource: Resource, wire: WireObject, additionalSecrets: string[]): Struct {
  const described: WireObject = {};
  for (const [key, value] of Object.entries(resource.outputs)) {
    if (value === undefined) continue;
    const sent = wire[key];
    const unchanged = sent !== undefined && resource.inputs[key] === value;
    const output = unchanged ? sent : encode(value);
    const hide = additionalSecrets.includes(key) || (!unchanged && containsSecret(sent));
    described[key] = hide && !isSecret(output) ? secret(output) : output;
  }
  resource.secretOutputs = namesOfSecrets(described);
  return Struct.fromJavaScript(described);
}

function encode(value: unknown): Wire {
  return value instanceof ResourceReference ? resourceReference(value.urn, value.id) : (value as Wire);
}

function readPropertyDependencies(request: RegisterResourceRequest): Record<string, string[]> {
  const dependencies: Record<string, string[]> = {};
  request.getPropertydependenciesMap().forEach((list, property) => {
    dependencies[property] = list.getUrnsList();
  });
  return dependencies;
}

/** Text options, without those that are empty. */
function present<K extends string>(options: Record<K, string | undefined>): Partial<Record<K, string>> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value)) as Partial<
    Record<K, string>
  >;
}
