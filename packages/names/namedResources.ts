/** A resource of a program, as its evaluation and `pulumi stack export` have it. */
export interface RegisteredResource {
  /** `urn:pulumi:STACK::PROJECT::TYPE::NAME` */
  urn: string;
  /** Pulumi's type token: `aws:sfn/stateMachine:StateMachine`. */
  type: string;
  /** URN of the parent. */
  parent?: string;
  outputs?: Record<string, unknown>;
  /** Whether it is another resource's predecessor, which Pulumi has yet to delete. */
  delete?: boolean;
}

/** A state machine or function of a stack, with what it is called. */
export interface NamedResource {
  type: "stateMachine" | "function";
  /** The name of its resource in the program; absent if the program did not create it. */
  name?: string;
  /** Its name in AWS: `payment-1a2b3c4`. */
  physicalName: string;
  arn: string;
  /** The names of the components around it, the innermost first. */
  components: string[];
  /** Where a function logs to; absent for the group of its name. */
  logGroup?: string;
}

const TYPES: Readonly<Record<string, NamedResource["type"]>> = {
  "aws:sfn/stateMachine:StateMachine": "stateMachine",
  "aws:lambda/function:Function": "function",
};

const STACK_TYPE = "pulumi:pulumi:Stack";

/** The state machines and functions among the resources of a program. */
export function namedResources(resources: readonly RegisteredResource[]): NamedResource[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return resources.flatMap((resource): NamedResource[] => {
    const { arn, name, loggingConfig } = resource.outputs ?? {};
    if (!Object.hasOwn(TYPES, resource.type) || resource.delete) return [];
    if (typeof arn !== "string" || typeof name !== "string") return [];
    const components: string[] = [];
    for (let each = byUrn.get(resource.parent ?? ""); each; each = byUrn.get(each.parent ?? ""))
      if (each.type !== STACK_TYPE) components.push(nameOf(each));
    const { logGroup } = (loggingConfig ?? {}) as { logGroup?: unknown };
    return [
      {
        type: TYPES[resource.type]!,
        name: nameOf(resource),
        physicalName: name,
        arn,
        components,
        ...(typeof logGroup === "string" && logGroup !== "" && { logGroup }),
      },
    ];
  });
}

/** The last part of a URN, which may itself contain `::`. */
const nameOf = ({ urn }: RegisteredResource): string => urn.split("::").slice(3).join("::");
