import type { Resource } from "../evaluation";
import type { Lookups } from "../values/lookups";
import type { WireObject } from "../wire";
import { apigateway } from "./apiGateway";
import { appsync } from "./appSync";
import { components } from "./awsx";
import { cloudformation } from "./cloudformation";
import { createCreation } from "./creation";
import { events } from "./eventBridge";
import { iam } from "./iam";
import { lambda } from "./lambda";
import { sns, sqs } from "./messaging";
import type { Account, ChildResource, Model, Models } from "./model";
import { cloudwatch } from "./monitoring";
import { cloudtrail, codedeploy, kms, parameters, scheduler, xray } from "./operations";
import { random } from "./random";
import { sfn } from "./stepFunctions";
import { dynamodb, s3 } from "./storage";
import { tagsAll } from "./tags";

const MODELS: Models = {
  ...apigateway,
  ...appsync,
  ...cloudformation,
  ...cloudtrail,
  ...cloudwatch,
  ...codedeploy,
  ...dynamodb,
  ...events,
  ...iam,
  ...kms,
  ...lambda,
  ...parameters,
  ...random,
  ...s3,
  ...scheduler,
  ...sfn,
  ...sns,
  ...sqs,
  ...xray,
};

/** The outputs of another stack. */
export const STACK_REFERENCE = "pulumi:pulumi:StackReference";

/** The types of resources whose outputs are modeled. */
export const MODELED_TYPES: readonly string[] = Object.keys(MODELS);

/** Resources that only Pulumi's engine or a running provider can create. */
const REFUSED: Record<string, string> = {
  "pulumi-nodejs:dynamic:Resource": "a dynamic provider's code runs only in a deployment",
};

export interface ProviderOptions extends Account {
  /** The stack's configuration, including `aws:defaultTags`. */
  config: Record<string, string>;
  lookups: Lookups;
}

export interface ResourceState {
  id: string;
  outputs: Record<string, unknown>;
  /** Names of the outputs that are secrets, besides those that the program gives as such. */
  secretOutputs?: string[];
}

/** Computes what the outputs of a resource would be after its deployment, in place of Pulumi's providers. */
export class Provider {
  /** Types that the program uses and that have no model. */
  readonly unmodeledTypes = new Set<string>();
  private readonly created: Resource[] = [];

  constructor(private readonly options: ProviderOptions) {}

  /**
   * Creates a resource, or reads an existing one, whose `id` is given. `provider` contains the inputs of its explicit
   * provider. Throws if AWS would not accept the name.
   */
  create(resource: Resource, provider: Record<string, unknown>): ResourceState {
    const refusal = REFUSED[resource.type];
    if (refusal) throw new Error(refusal);
    const state = resource.read ? this.readState(resource, provider) : this.createState(resource, provider);
    this.created.push({ ...resource, ...state });
    return state;
  }

  /** Creates the children of a remote component; returns the component's outputs. */
  async construct(
    component: Resource,
    register: (child: ChildResource) => Promise<Resource>,
  ): Promise<Record<string, unknown>> {
    const construct = components[component.type];
    if (!construct) this.unmodeledTypes.add(component.type);
    return (await construct?.(component, register)) ?? {};
  }

  /** Calls a provider function, such as `aws:index/getRegion:getRegion`. */
  invoke(token: string, args: Record<string, unknown>, provider: Record<string, unknown>): WireObject {
    const account = { ...this.options, ...regionOf(args, provider) };
    return this.options.lookups.invoke(token, args, account, this.created);
  }

  /** A resource that exists already: one of the program, one that is given, or what its id tells. */
  private readState(resource: Resource, provider: Record<string, unknown>): ResourceState {
    const { type, id } = resource;
    const { lookups } = this.options;
    if (type === STACK_REFERENCE) {
      const { result, secrets } = lookups.stack(String(resource.inputs.name ?? id));
      return { id, outputs: result, secretOutputs: secrets };
    }
    const own = this.created.findLast((each) => each.type === type && each.id === id);
    if (own) return { id, outputs: own.outputs };
    const given = lookups.resource(type, id, MODELS[type] !== undefined);
    const { outputs } = this.createState(resource, provider);
    return { id, outputs: { ...outputs, ...given } };
  }

  private createState(resource: Resource, provider: Record<string, unknown>): ResourceState {
    const model = MODELS[resource.type] ?? this.unmodeled(resource.type);
    const account = { ...this.options, ...regionOf(resource.inputs, provider) };
    const creation = createCreation(resource, model, account, this.created);
    const { id: createdId, ...assigned } = model.create(creation);
    const id = resource.read ? resource.id : createdId;
    const outputs: Record<string, unknown> = {
      ...(resource.type.startsWith("aws:") && !model.global ? { region: account.region } : {}),
      tagsAll: tagsAll(
        resource.type,
        resource.inputs.tags,
        provider.defaultTags ?? this.options.config["aws:defaultTags"],
      ),
      ...assigned,
      ...resource.inputs,
      ...(model.naming ? { [model.naming.property ?? "name"]: creation.name } : {}),
    };
    if (resource.read && id.startsWith("arn:")) outputs.arn = id;
    return {
      id,
      outputs: Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== undefined)),
    };
  }

  /** A guess: the outputs that nearly every type has. Adds the type to {@link unmodeledTypes}. */
  private unmodeled(type: string): Model {
    if (type.startsWith("pulumi:providers:")) return { create: ({ uuid }) => ({ id: uuid() }) };
    this.unmodeledTypes.add(type);
    const [, module = "", kind = ""] = type.split(":");
    const service = module.split("/")[0]!;
    const isAws = type.startsWith("aws:");
    return {
      create: ({ arn, unique, inputs, logicalName }) => {
        const name = inputs.text("name", `${logicalName}-${unique(7)}`);
        const resourceArn = arn(service, `${kind.charAt(0).toLowerCase()}${kind.slice(1)}/${name}`);
        return { id: name, name, ...(isAws ? { arn: resourceArn } : {}) };
      },
    };
  }
}

/** The region that a resource or function asks for, or that its explicit provider works in. */
function regionOf(inputs: Record<string, unknown>, provider: Record<string, unknown>): { region?: string } {
  const region = inputs.region ?? provider.region;
  return typeof region === "string" && region ? { region } : {};
}
