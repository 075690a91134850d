import { UsageError } from "../../packages/terminal";
import { isStateMachineArn } from "../arns";

/** A stack's outputs, as Pulumi's Automation API returns them. */
export type Outputs = Record<string, { value: unknown; secret: boolean }>;

/** A resource of a stack that commands work on. */
export interface NamedResource {
  type: "stateMachine" | "function";
  /** Its name in the Pulumi program. */
  name: string;
  /** Its name in AWS. */
  physicalName: string;
  arn: string;
  /** Where a function logs to; absent for that of its name. */
  logGroup?: string;
}

/** What there is in a stack to be named. */
export interface Names {
  /** For messages: `stack dev`. */
  title: string;
  outputs: Outputs;
  resources: readonly NamedResource[];
}

/**
 * The ARN of a state machine that is named by an output (`paymentArn`, or `payment` for short), by its resource's name in the
 * program, by its name in AWS, or by its ARN, in this order.
 *
 * @throws UsageError if there is none, or several have this name.
 */
export function stateMachineNamed(names: Names, given: string): string {
  const found = findStateMachine(names, given);
  if (found !== undefined) return found;
  const { title } = names;
  const machines = stateMachineNames(names);
  throw new UsageError(
    machines.length === 0
      ? `${title} has no state machine`
      : `${title} has no state machine '${given}'; it has ${machines.join(", ")}`,
  );
}

/** As {@link stateMachineNamed}; undefined if there is none. */
export function findStateMachine({ title, outputs, resources }: Names, given: string): string | undefined {
  if (given.startsWith("arn:")) {
    if (isStateMachineArn(given)) return given;
    throw new UsageError(`'${given}' is not the ARN of a state machine`);
  }
  for (const name of [given, `${given}Arn`]) {
    const value = Object.hasOwn(outputs, name) ? outputs[name]!.value : undefined;
    if (isStateMachineArn(value)) return value;
  }
  const machines = resources.filter(({ type }) => type === "stateMachine");
  return only(title, given, machines);
}

/** The ARN of a function, by its resource's name in the program, by its name in AWS, or by its ARN. @throws UsageError */
export function functionNamed({ title, resources }: Names, given: string): NamedResource {
  const functions = resources.filter(({ type }) => type === "function");
  const arn = only(title, given, functions);
  const found = functions.find((each) => each.arn === (arn ?? given));
  if (found) return found;
  const all = functions.map(({ name }) => name).sort();
  throw new UsageError(
    all.length === 0
      ? `${title} has no function`
      : `${title} has no function '${given}'; it has ${all.join(", ")}`,
  );
}

/** What a state machine may be called, each by its shortest name. */
export function stateMachineNames({ outputs, resources }: Omit<Names, "title">): string[] {
  const byArn = new Map<string, string>();
  for (const { type, name, arn } of resources) if (type === "stateMachine") byArn.set(arn, name);
  for (const [name, { value }] of Object.entries(outputs)) {
    if (isStateMachineArn(value)) byArn.set(value, name.replace(/(?<=.)Arn$/, ""));
  }
  return [...byArn.values()].sort();
}

function only(title: string, given: string, candidates: readonly NamedResource[]): string | undefined {
  for (const key of ["name", "physicalName"] as const) {
    const arns = [...new Set(candidates.filter((each) => each[key] === given).map(({ arn }) => arn))];
    if (arns.length > 1)
      throw new UsageError(
        `${title} has ${arns.length} of the name '${given}'; give one by its ARN: ${arns.join(", ")}`,
      );
    if (arns[0] !== undefined) return arns[0];
  }
  return undefined;
}
