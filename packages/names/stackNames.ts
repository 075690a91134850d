import { UsageError } from "../terminal";
import type { NamedResource } from "./namedResources";

/** A state machine that was found by a name. */
export interface NamedStateMachine {
  machine: NamedResource;
  /** The ARN to start: that of a version or an alias if one was given, or is the value of the output that was. */
  arn: string;
}

type Kind = NamedResource["type"];
type Match = [resource: NamedResource, arn: string];

const NOUNS: Readonly<Record<Kind, string>> = { stateMachine: "state machine", function: "function" };

/**
 * Finds the state machines and functions of a stack by what they are called. In this order: an ARN (its own, or that of a version or an
 * alias); an output of the stack that has its ARN or its name in AWS, `paymentArn` also as `payment`; the name of its resource in the
 * program; its name in AWS; the name of a component that it is the only one in.
 */
export class StackNames {
  /**
   * @param resources those that exist, in the program or not
   * @param outputs the stack's, by name
   */
  constructor(
    readonly resources: readonly NamedResource[],
    private readonly outputs: Readonly<Record<string, unknown>>,
  ) {}

  /** @throws UsageError that lists the names that exist, if no state machine or more than one has this name. */
  stateMachine(given: string): NamedStateMachine {
    return this.findStateMachine(given) ?? this.unknown("stateMachine", given);
  }

  /** As {@link stateMachine}; undefined if there is none. */
  findStateMachine(given: string): NamedStateMachine | undefined {
    const [machine, arn] = this.find("stateMachine", given) ?? [];
    return machine && { machine, arn: arn! };
  }

  /** @throws UsageError that lists the names that exist, if no function or more than one has this name. */
  function(given: string): NamedResource {
    return this.find("function", given)?.[0] ?? this.unknown("function", given);
  }

  /** A name of each state machine, as short as possible. */
  stateMachines(): string[] {
    return this.namesOf("stateMachine");
  }

  private find(kind: Kind, given: string): Match | undefined {
    const matches = this.matches(kind, given);
    if (matches.length < 2) return matches[0];
    const names = matches.map(([resource]) => this.shown(resource)).sort();
    throw new UsageError(
      `${NOUNS[kind]} is '${given}', which ${matches.length} are called; allowed: ${names.join(", ")}`,
    );
  }

  private unknown(kind: Kind, given: string): never {
    const names = this.namesOf(kind).join(", ") || `none, since the stack has no ${NOUNS[kind]}`;
    throw new UsageError(`${NOUNS[kind]} is '${given}'; allowed: ${names}`);
  }

  private namesOf(kind: Kind): string[] {
    return this.resources
      .filter(({ type }) => type === kind)
      .map((each) => this.shown(each))
      .sort();
  }

  /** What is called so in the first of the ways in which anything is. */
  private matches(kind: Kind, given: string): Match[] {
    const ways: ((resource: NamedResource) => string | false | undefined)[] = [
      ({ arn }) => isOf(given, arn) && given,
      (resource) => this.inOutput(given, resource),
      (resource) => this.inOutput(`${given}Arn`, resource),
      ({ name, arn }) => name === given && arn,
      ({ physicalName, arn }) => physicalName === given && arn,
      ({ components, arn }) => components.includes(given) && arn,
    ];
    const all = this.resources.filter(({ type }) => type === kind);
    for (const way of ways) {
      const matches = all.flatMap((resource): Match[] => {
        const arn = way(resource);
        return arn ? [[resource, arn]] : [];
      });
      if (matches.length > 0) return matches;
    }
    return [];
  }

  /** The ARN of a resource, or of its version or alias, by which an output names it. */
  private inOutput(output: string, { arn, physicalName }: NamedResource): string | undefined {
    const value = Object.hasOwn(this.outputs, output) ? this.outputs[output] : undefined;
    if (value === physicalName) return arn;
    return typeof value === "string" && isOf(value, arn) ? value : undefined;
  }

  /** The first of its names that finds it and nothing else. */
  private shown(resource: NamedResource): string {
    const { type, name, physicalName, arn } = resource;
    const outputs = Object.keys(this.outputs).filter((output) => this.inOutput(output, resource));
    const names = [
      ...outputs.map((output) => output.replace(/(?<=.)Arn$/, "")),
      ...outputs,
      name,
      physicalName,
    ];
    const isUnambiguous = (each: string) => {
      const [first, ...others] = this.matches(type, each);
      return first?.[0] === resource && others.length === 0;
    };
    return names.find((each) => each !== undefined && isUnambiguous(each)) ?? arn;
  }
}

/** Whether an ARN is the resource's, or that of one of its versions or aliases. */
const isOf = (given: string, arn: string): boolean =>
  given === arn || (given.startsWith(`${arn}:`) && !given.slice(arn.length + 1).includes(":"));
