import type { Resource } from "../evaluation";
import { apigateway } from "./apiGateway";
import { appsync } from "./appSync";
import { components } from "./awsx";
import { cloudformation } from "./cloudformation";
import { createCreation } from "./creation";
import { iam } from "./iam";
import { invokeFunction } from "./invokes";
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

/** The types of resources whose outputs are known here. */
export const MODELED_TYPES: readonly string[] = Object.keys(MODELS);

/** Resources that only Pulumi's engine or a running provider can make. */
const REFUSED: Record<string, string> = {
  "pulumi:pulumi:StackReference":
    "outputs of another stack are kept in its backend; give them as configuration",
  "pulumi-nodejs:dynamic:Resource": "a dynamic provider's code runs only in a deployment",
};

export interface ProviderOptions extends Account {
  /** The stack's configuration, `aws:defaultTags` in it. */
  config: Record<string, string>;
}

export interface ResourceState {
  id: string;
  outputs: Record<string, unknown>;
}

/** Stands in for the providers: says what a resource's outputs are once AWS made it. */
export class Provider {
  /** Types that were asked for without a model of them here. */
  readonly unmodeledTypes = new Set<string>();
  private readonly created: Resource[] = [];

  constructor(private readonly options: ProviderOptions) {}

  /**
   * Makes a resource, or looks at one that is only read (its `id` is given). `provider` holds the inputs of its explicit
   * provider. Throws where AWS would refuse the name.
   */
  create(resource: Resource, provider: Record<string, unknown>): ResourceState {
    const refusal = REFUSED[resource.type];
    if (refusal) throw new Error(refusal);
    const state = this.createState(resource, provider);
    this.created.push({ ...resource, ...state });
    return state;
  }

  /** Makes the children of a remote component; returns the component's outputs. */
  async construct(
    component: Resource,
    register: (child: ChildResource) => Promise<Resource>,
  ): Promise<Record<string, unknown>> {
    const construct = components[component.type];
    if (!construct) this.unmodeledTypes.add(component.type);
    return (await construct?.(component, register)) ?? {};
  }

  /** Answers a provider function, `aws:index/getRegion:getRegion`. Throws for one that is not known here. */
  invoke(
    token: string,
    args: Record<string, unknown>,
    provider: Record<string, unknown>,
  ): Record<string, unknown> {
    return invokeFunction(token, args, { ...this.options, ...regionOf(args, provider) });
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

  /** Only what nearly every type has: a guess, which {@link unmodeledTypes} tells of. */
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
