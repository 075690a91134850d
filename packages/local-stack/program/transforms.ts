import { credentials, type ServiceError } from "@grpc/grpc-js";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import { type Callback, CallbackInvokeRequest } from "@pulumi/pulumi/proto/callback_pb";
import {
  TransformRequest,
  TransformResourceOptions,
  TransformResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { EvaluationError } from "./error";
import { type WireObject, wireOf } from "./wire";

/** A resource about to be registered, by the program or by the provider of a remote component. */
export interface Registering {
  type: string;
  name: string;
  custom: boolean;
  /** A URN, or empty. */
  parent: string;
  properties: WireObject;
}

/**
 * Transforms of a program's resources before they are created: functions in the program's process, each for a resource and
 * everything below it, children of remote components included. https://www.pulumi.com/docs/iac/concepts/options/transforms/
 */
export class Transforms {
  private readonly callbacks = new Map<string, Callback[]>();

  /** `parentOf` gives the URN of a resource's parent. */
  constructor(private readonly parentOf: (urn: string) => string | undefined) {}

  /** Adds the transforms of a resource, which also apply to its children. */
  add(urn: string, callbacks: Callback[]): void {
    if (callbacks.length > 0) this.callbacks.set(urn, callbacks);
  }

  /** The properties as the resource's own transforms leave them, then its parent's, and so on up to the root. */
  async apply(registering: Registering, own: Callback[] = []): Promise<WireObject> {
    const callbacks = [...own];
    for (let urn: string | undefined = registering.parent; urn; urn = this.parentOf(urn)) {
      callbacks.push(...(this.callbacks.get(urn) ?? []));
    }
    let { properties } = registering;
    for (const callback of callbacks) properties = await transform({ ...registering, properties }, callback);
    return properties;
  }
}

async function transform(registering: Registering, callback: Callback): Promise<WireObject> {
  const { type, name, custom, parent, properties } = registering;
  const refuse = (what: string) => new EvaluationError("resource", `${name} (${type}): ${what}`);
  const options = new TransformResourceOptions();
  const request = new TransformRequest()
    .setType(type)
    .setName(name)
    .setCustom(custom)
    .setParent(parent)
    .setProperties(Struct.fromJavaScript(properties))
    .setOptions(options);
  const bytes = await invoke(callback, request.serializeBinary()).catch((error: ServiceError) => {
    throw refuse(error.details);
  });
  const response = TransformResponse.deserializeBinary(bytes);
  if (optionsSet(response.getOptions()) !== optionsSet(options)) {
    throw refuse("a transform changes its options; on this machine, transforms may change properties only");
  }
  return wireOf(response.getProperties());
}

function invoke(callback: Callback, bytes: Uint8Array): Promise<Uint8Array> {
  const client = new CallbacksClient(callback.getTarget(), credentials.createInsecure(), {
    "grpc.max_receive_message_length": -1,
  });
  const request = new CallbackInvokeRequest().setToken(callback.getToken()).setRequest(bytes);
  return new Promise<Uint8Array>((resolve, reject) => {
    client.invoke(request, (error, response) =>
      error ? reject(error) : resolve(response.getResponse_asU8()),
    );
  }).finally(() => client.close());
}

/** Options in a form that can be compared: Pulumi's SDK returns those that were not set as false or empty. */
function optionsSet(options: TransformResourceOptions | undefined): string {
  return JSON.stringify(options?.toObject() ?? {}, (_, value: unknown) => {
    const isEmpty = value === false || value === "" || (Array.isArray(value) && value.length === 0);
    return isEmpty ? undefined : value;
  });
}
