import { EvaluationError } from "./error";
import type { Resource } from "./evaluation";
import type { ChildResource } from "./provider/model";
import type { Provider } from "./provider/provider";
import { Transforms } from "./transforms";
import { createUrn } from "./urn";
import { decode, type WireObject } from "./wire";

export interface GraphOptions {
  project: string;
  stack: string;
  programDirectory: string;
  /** Leaves unknown what is known only after a deployment. */
  preview: boolean;
  provider: Provider;
}

/** The resources that a program has registered so far. */
export class ResourceGraph {
  readonly transforms = new Transforms((urn) => this.get(urn)?.parent);
  private readonly resources = new Map<string, Resource>();

  constructor(private readonly options: GraphOptions) {}

  /** Sorted by URN. */
  get sorted(): Resource[] {
    return [...this.resources.values()].sort((a, b) => (a.urn < b.urn ? -1 : 1));
  }

  get(urn: string): Resource | undefined {
    return this.resources.get(urn);
  }

  /** The URN of a resource about to be added. Throws if another resource has it. */
  claim(parent: string, type: string, name: string): string {
    const urn = createUrn(this.options, parent, type, name);
    if (!this.resources.has(urn)) return urn;
    throw new EvaluationError(
      "resource",
      `Duplicate resource URN '${urn}': two resources of type ${type} are named "${name}"; give one of them another name`,
      { urn },
    );
  }

  /** Adds a resource with what its provider adds: outputs, or the children of a remote component. */
  async add(resource: Resource): Promise<void> {
    this.resources.set(resource.urn, resource);
    if (!resource.custom && !resource.remote) return;
    if (this.options.preview) {
      resource.outputs = resource.inputs;
      return;
    }
    try {
      await this.provide(resource);
    } catch (error) {
      if (error instanceof EvaluationError) throw error;
      const { name, type, urn } = resource;
      throw new EvaluationError("resource", `${name} (${type}): ${(error as Error).message}`, { urn });
    }
  }

  /** Inputs of the provider resource that a reference, `URN::ID`, names. */
  providerInputs(reference: string | undefined): Record<string, unknown> {
    if (!reference) return {};
    return this.resources.get(reference.slice(0, reference.lastIndexOf("::")))?.inputs ?? {};
  }

  private async provide(resource: Resource): Promise<void> {
    const { provider } = this.options;
    if (resource.remote) {
      resource.outputs = await provider.construct(resource, (child) => this.addChild(resource, child));
    } else {
      Object.assign(resource, provider.create(resource, this.providerInputs(resource.provider)));
    }
  }

  private async addChild(parent: Resource, child: ChildResource): Promise<Resource> {
    const { programDirectory } = this.options;
    const registering = {
      ...child,
      custom: true,
      parent: parent.urn,
      properties: child.inputs as WireObject,
    };
    const { values, secrets } = decode(await this.transforms.apply(registering), programDirectory);
    const { dependsOn = [], propertyDependencies = {} } = child;
    const resource: Resource = {
      urn: this.claim(parent.urn, child.type, child.name),
      type: child.type,
      name: child.name,
      custom: true,
      remote: false,
      parent: parent.urn,
      id: "",
      inputs: values,
      outputs: {},
      secretInputs: secrets,
      dependencies: [...new Set([...dependsOn, ...Object.values(propertyDependencies).flat()])],
      propertyDependencies,
      protect: parent.protect,
      retainOnDelete: parent.retainOnDelete,
      ...(parent.deletedWith ? { deletedWith: parent.deletedWith } : {}),
      ignoreChanges: [],
      aliases: [],
    };
    await this.add(resource);
    return resource;
  }
}
