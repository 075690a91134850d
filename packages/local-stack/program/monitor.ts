import { type handleUnaryCall, status, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { CallResponse, CheckFailure } from "@pulumi/pulumi/proto/provider_pb";
import {
  DeploymentInfo,
  ExistsResourceResponse,
  type ReadResourceRequest,
  ReadResourceResponse,
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
  RegisterResourceResponse,
  type ResourceCallRequest,
  type ResourceInvokeRequest,
  ResourceInvokeResponse,
  ResourceMonitorFeature,
  type SupportsFeatureRequest,
  SupportsFeatureResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { EvaluationError } from "./error";
import type { Resource } from "./evaluation";
import type { ResourceGraph } from "./graph";
import type { Provider } from "./provider/provider";
import { describeOutputs, readRegistration, readRequest } from "./registration";
import { STACK_TYPE } from "./urn";
import { decode, namesOfSecrets, type WireObject, wireOf } from "./wire";

/**
 * What the SDK may use, with the names by which versions before 3.182 or so ask for each. Aliases are left out on purpose: the
 * SDK then computes them itself, inherited ones included. Stack transforms, hooks and migrations are included, so that their use is
 * refused here with a message that says why.
 */
const FEATURES: Partial<Record<keyof typeof ResourceMonitorFeature, string>> = {
  RESOURCE_MONITOR_FEATURE_SECRETS: "secrets",
  RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES: "resourceReferences",
  RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES: "outputValues",
  RESOURCE_MONITOR_FEATURE_REPLACEMENT_TRIGGER: "replacementTrigger",
  RESOURCE_MONITOR_FEATURE_DELETED_WITH: "deletedWith",
  RESOURCE_MONITOR_FEATURE_REPLACE_WITH: "replaceWith",
  RESOURCE_MONITOR_FEATURE_INVOKE_DEPENDS_ON: "invokeDependsOn",
  RESOURCE_MONITOR_FEATURE_INVOKE_PARENT: "invokeParent",
  RESOURCE_MONITOR_FEATURE_TRANSFORMS: "transforms",
  RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS: "invokeTransforms",
  RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS: "resourceHooks",
  RESOURCE_MONITOR_FEATURE_ERROR_HOOKS: "errorHooks",
  RESOURCE_MONITOR_FEATURE_STATE_MIGRATIONS: "stateMigrations",
};
const FEATURE_NAMES = Object.values(FEATURES);
const SUPPORTED = Object.keys(FEATURES).map((name) => ResourceMonitorFeature[name as keyof typeof FEATURES]);

/** Parts of Pulumi that need its engine, by the call that asks for them. */
const NEEDS_ENGINE = {
  registerStackTransform: "Stack transforms",
  registerStackInvokeTransform: "Invoke transforms",
  registerResourceHook: "Resource hooks",
  registerErrorHook: "Error hooks",
  registerPackage: "Parameterized packages",
};

export interface MonitorOptions {
  programDirectory: string;
  graph: ResourceGraph;
  provider: Provider;
  /** Called when the program asks for something that is refused: as with Pulumi's engine, that ends the program. */
  onRefusal(error: EvaluationError): void;
}

/** Pulumi's resource monitor: receives what the program registers, and answers as after a deployment. */
export class Monitor {
  /** The stack itself, once it has registered its outputs. */
  stackResource: Resource | undefined;
  /** Whether the program has announced that it has nothing more to register. */
  finished = false;
  /** Outputs as they were sent to the program, by URN. */
  private readonly described = new Map<string, Struct>();

  constructor(private readonly options: MonitorOptions) {}

  get service(): UntypedServiceImplementation {
    return {
      getDeploymentInfo: this.unary(() => new DeploymentInfo().setSupportedfeaturesList(SUPPORTED)),
      supportsFeature: this.unary((request: SupportsFeatureRequest) =>
        new SupportsFeatureResponse().setHassupport(FEATURE_NAMES.includes(request.getId())),
      ),
      registerResource: this.unary((request: RegisterResourceRequest) => this.registerResource(request)),
      registerResourceOutputs: this.unary((request: RegisterResourceOutputsRequest) =>
        this.registerResourceOutputs(request),
      ),
      readResource: this.unary((request: ReadResourceRequest) => this.readResource(request)),
      existsResource: this.unary(() => new ExistsResourceResponse().setExists(false)),
      invoke: this.invoke,
      call: this.unary((request: ResourceCallRequest) => refuseCall(request)),
      signalAndWaitForShutdown: this.unary(() => {
        this.finished = true;
        return new Empty();
      }),
      ...Object.fromEntries(
        Object.entries(NEEDS_ENGINE).map(([call, what]) => [call, this.unary(() => refuse(what))]),
      ),
    };
  }

  private async registerResource(request: RegisterResourceRequest): Promise<RegisterResourceResponse> {
    if (request.getStateMigrationsList().length > 0) refuse("State migrations");
    const { graph, programDirectory } = this.options;
    const type = request.getType();
    const name = request.getName();
    const parent = request.getParent();
    const own = request.getTransformsList();
    const sent = { type, name, custom: request.getCustom(), parent, properties: wireOf(request.getObject()) };
    const wire = await graph.transforms.apply(sent, own);
    const urn = graph.claim(parent, type, name);
    graph.transforms.add(urn, own);
    const resource = readRegistration(request, wire, urn, graph.get(parent), programDirectory);
    await graph.add(resource);
    const described = describeOutputs(resource, wire, request.getAdditionalsecretoutputsList());
    this.described.set(urn, described);
    return new RegisterResourceResponse().setUrn(urn).setId(resource.id).setObject(described);
  }

  private registerResourceOutputs(request: RegisterResourceOutputsRequest): Empty {
    const resource = this.options.graph.get(request.getUrn());
    if (!resource) throw new Error(`outputs of ${request.getUrn()}, which is not registered`);
    const wire = wireOf(request.getOutputs());
    resource.outputs = decode(wire, this.options.programDirectory).values;
    resource.secretOutputs = namesOfSecrets(wire);
    if (resource.type === STACK_TYPE) this.stackResource = resource;
    return new Empty();
  }

  private async readResource(request: ReadResourceRequest): Promise<ReadResourceResponse> {
    const { graph, programDirectory } = this.options;
    const urn = graph.claim(request.getParent(), request.getType(), request.getName());
    const { resource, wire } = readRequest(request, urn, programDirectory);
    await graph.add(resource);
    const secrets = [...request.getAdditionalsecretoutputsList(), ...(resource.secretOutputs ?? [])];
    return new ReadResourceResponse().setUrn(urn).setProperties(describeOutputs(resource, wire, secrets));
  }

  /** A provider function. If it fails, the program gets the error where it called the function. */
  private readonly invoke: handleUnaryCall<ResourceInvokeRequest, ResourceInvokeResponse> = (
    call,
    callback,
  ) => {
    const { graph, provider, programDirectory } = this.options;
    const token = call.request.getTok();
    const { values } = decode(wireOf(call.request.getArgs()), programDirectory);
    try {
      const result =
        token === "pulumi:pulumi:getResource"
          ? this.getResource(String(values.urn))
          : provider.invoke(token, values, graph.providerInputs(call.request.getProvider()));
      callback(null, new ResourceInvokeResponse().setReturn(Struct.fromJavaScript(result as WireObject)));
    } catch (error) {
      callback({ code: status.UNKNOWN, details: `${token}: ${(error as Error).message}` });
    }
  };

  /** What a program that receives a reference to a resource gets for it. */
  private getResource(urn: string): Record<string, unknown> {
    const resource = this.options.graph.get(urn);
    if (!resource) throw new Error(`${urn} is not registered`);
    const state = this.described.get(urn) ?? describeOutputs(resource, {}, []);
    return { urn, id: resource.id, state: state.toJavaScript() };
  }

  /** A gRPC handler; what it throws ends the evaluation. */
  private unary<Request, Response>(
    answer: (request: Request) => Response | Promise<Response>,
  ): handleUnaryCall<Request, Response> {
    return async (call, callback) => {
      try {
        callback(null, await answer(call.request));
      } catch (error) {
        const refusal =
          error instanceof EvaluationError
            ? error
            : new EvaluationError("resource", (error as Error).message);
        this.options.onRefusal(refusal);
        callback({ code: status.INVALID_ARGUMENT, details: refusal.message });
      }
    };
  }
}

function refuse(what: string): never {
  throw new EvaluationError(
    "resource",
    `${what} need Pulumi's engine, which is not part of the run on this machine: leave them out, or deploy with \`pulumi up\``,
  );
}

/** A method of a remote component: the program gets the failure as an error where it called the method. */
function refuseCall(request: ResourceCallRequest): CallResponse {
  const reason = `${request.getTok()} is a method that only the component's own provider can run`;
  return new CallResponse().setFailuresList([new CheckFailure().setReason(reason)]);
}
