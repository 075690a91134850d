import { UsageError } from "../terminal";
import type { Evaluation } from "./program/evaluation";
import { STACK_TYPE } from "./program/urn";

/** What a state machine or function of a stack can be called by. */
export interface ResourceNames {
  arn: string;
  /** Its physical name: `payment-1a2b3c4`. */
  name: string;
  /** The name of its resource in the program; absent if it was not created by the program. */
  resource?: string;
  /** The names of the components around it, the innermost first. */
  components: string[];
  /** The outputs of the stack that name it: the ARN, which may be that of a version or an alias, by the output's name. */
  outputs: Record<string, string>;
}

interface Kind {
  /** As errors name it. */
  noun: string;
  /** Pulumi's type token. */
  type: string;
}

const STATE_MACHINE: Kind = { noun: "state machine", type: "aws:sfn/stateMachine:StateMachine" };
const FUNCTION: Kind = { noun: "function", type: "aws:lambda/function:Function" };

interface Existing {
  arn: string;
  /** The physical name. */
  name: string;
}

type Evaluated = Pick<Evaluation, "resources" | "outputs"> | undefined;

/** @param machines those that exist, in the program or not */
export const stateMachineNames = (machines: readonly Existing[], evaluation: Evaluated): ResourceNames[] =>
  namesOf(STATE_MACHINE, machines, evaluation);

/** @param functions those that exist, in the program or not */
export const functionNames = (functions: readonly Existing[], evaluation: Evaluated): ResourceNames[] =>
  namesOf(FUNCTION, functions, evaluation);

/**
 * The state machine that is called by an ARN (its own, or that of a version or an alias), an output of the stack, the name of its
 * resource, its physical name, or the name of the component that it is the only state machine of; in this order.
 *
 * @returns also the ARN to start, which is a version's or an alias's if `given` is one or an output that has one
 * @throws UsageError that lists the names that exist, if no state machine or more than one has this name
 */
export function findStateMachine(
  given: string,
  machines: readonly ResourceNames[],
): { machine: ResourceNames; arn: string } {
  const { found, arn } = find(STATE_MACHINE, given, machines);
  return { machine: found, arn };
}

/**
 * The function that is called by an ARN, an output, the name of its resource, its physical name, or a component's, as
 * {@link findStateMachine} finds a state machine.
 *
 * @throws UsageError that lists the names that exist
 */
export const findFunction = (given: string, functions: readonly ResourceNames[]): ResourceNames =>
  find(FUNCTION, given, functions).found;

function namesOf(kind: Kind, existing: readonly Existing[], evaluation: Evaluated): ResourceNames[] {
  const { resources = [], outputs = {} } = evaluation ?? {};
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return existing.map(({ arn, name }) => {
    const resource = resources.find(({ type, outputs }) => type === kind.type && outputs.arn === arn);
    const components: string[] = [];
    for (let each = byUrn.get(resource?.parent ?? ""); each; each = byUrn.get(each.parent ?? ""))
      if (each.type !== STACK_TYPE) components.push(each.name);
    const named = Object.entries(outputs).flatMap(([output, value]): [string, string][] => {
      if (value === name) return [[output, arn]];
      return typeof value === "string" && isOf(value, arn) ? [[output, value]] : [];
    });
    return {
      arn,
      name,
      ...(resource && { resource: resource.name }),
      components,
      outputs: Object.fromEntries(named),
    };
  });
}

/** Whether an ARN is the resource's, or that of one of its versions or aliases. */
const isOf = (given: string, arn: string) =>
  given === arn || (given.startsWith(`${arn}:`) && !given.slice(arn.length + 1).includes(":"));

function find(
  { noun }: Kind,
  given: string,
  all: readonly ResourceNames[],
): { found: ResourceNames; arn: string } {
  const ways: ((names: ResourceNames) => string | false | undefined)[] = [
    ({ arn }) => isOf(given, arn) && given,
    ({ outputs }) => Object.hasOwn(outputs, given) && outputs[given],
    ({ resource, arn }) => resource === given && arn,
    ({ name, arn }) => name === given && arn,
    ({ components, arn }) => components.includes(given) && arn,
  ];
  for (const way of ways) {
    const matches = all.flatMap((found) => {
      const arn = way(found);
      return arn ? [{ found, arn }] : [];
    });
    const [first] = matches;
    if (first && matches.length === 1) return first;
    if (first) {
      const names = matches.map(({ found }) => found.name).join(", ");
      throw new UsageError(`${noun} is '${given}', which ${matches.length} are called; allowed: ${names}`);
    }
  }
  const allowed = all.map(shown).join(", ") || `none, since the stack has no ${noun}`;
  throw new UsageError(`${noun} is '${given}'; allowed: ${allowed}`);
}

/** How a resource is called in a list: by an output, and by its resource's name, or its own if others are called so too. */
function shown(
  { name, resource, outputs }: ResourceNames,
  _index: number,
  all: readonly ResourceNames[],
): string {
  const isUnique = all.filter((each) => each.resource === resource || each.name === resource).length === 1;
  const other = resource !== undefined && isUnique ? resource : name;
  const [output = other] = Object.keys(outputs);
  return output === other ? other : `${output} (${other})`;
}
