import { UsageError } from "../terminal";
import type { Evaluation } from "./program/evaluation";
import { STACK_TYPE } from "./program/urn";

/** What a state machine of a stack can be called by. */
export interface StateMachineNames {
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

/** @param machines those that exist, in the program or not */
export function stateMachineNames(
  machines: readonly { arn: string; name: string }[],
  evaluation: Pick<Evaluation, "resources" | "outputs"> | undefined,
): StateMachineNames[] {
  const { resources = [], outputs = {} } = evaluation ?? {};
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return machines.map(({ arn, name }) => {
    const resource = resources.find(({ type, outputs }) => type === STATE_MACHINE && outputs.arn === arn);
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

const STATE_MACHINE = "aws:sfn/stateMachine:StateMachine";

/** Whether an ARN is the state machine's, or that of one of its versions or aliases. */
const isOf = (given: string, arn: string) =>
  given === arn || (given.startsWith(`${arn}:`) && !given.slice(arn.length + 1).includes(":"));

/**
 * The state machine that is called by an ARN (its own, or that of a version or an alias), an output of the stack, the name of its
 * resource, its physical name, or the name of the component that it is the only state machine of; in this order.
 *
 * @returns also the ARN to start, which is a version's or an alias's if `given` is one or an output that has one
 * @throws UsageError that lists what there is, if nothing or more than one state machine is called so
 */
export function findStateMachine(
  given: string,
  machines: readonly StateMachineNames[],
): { machine: StateMachineNames; arn: string } {
  const ways: ((machine: StateMachineNames) => string | false | undefined)[] = [
    ({ arn }) => isOf(given, arn) && given,
    ({ outputs }) => Object.hasOwn(outputs, given) && outputs[given],
    ({ resource, arn }) => resource === given && arn,
    ({ name, arn }) => name === given && arn,
    ({ components, arn }) => components.includes(given) && arn,
  ];
  for (const way of ways) {
    const found = machines.flatMap((machine) => {
      const arn = way(machine);
      return arn ? [{ machine, arn }] : [];
    });
    const [first] = found;
    if (first && found.length === 1) return first;
    if (first)
      throw ambiguous(
        given,
        found.map(({ machine }) => machine),
      );
  }
  const allowed = machines.map(shown).join(", ");
  throw new UsageError(
    `state machine is '${given}'; allowed: ${allowed || "none, since the stack has no state machine"}`,
  );
}

const ambiguous = (given: string, machines: readonly StateMachineNames[]) =>
  new UsageError(
    `state machine is '${given}', which ${machines.length} are called; allowed: ${machines.map(({ name }) => name).join(", ")}`,
  );

/** How a state machine is called in a list: by an output, and by its resource's name, or its own if others are called so too. */
function shown(
  { name, resource, outputs }: StateMachineNames,
  _index: number,
  all: readonly StateMachineNames[],
): string {
  const isUnique = all.filter((each) => each.resource === resource || each.name === resource).length === 1;
  const other = resource !== undefined && isUnique ? resource : name;
  const [output = other] = Object.keys(outputs);
  return output === other ? other : `${output} (${other})`;
}
