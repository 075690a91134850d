import { type NamedResource, namedResources } from "../names";
import type { Evaluation } from "./program/evaluation";

interface Existing {
  arn: string;
  /** The physical name. */
  name: string;
}

/** The state machines and functions that exist, in the program or not, with what they are called. */
export function existingResources(
  stateMachines: readonly Existing[],
  functions: readonly Existing[],
  evaluation: Pick<Evaluation, "resources"> | undefined,
): NamedResource[] {
  const inProgram = new Map(namedResources(evaluation?.resources ?? []).map((each) => [each.arn, each]));
  const named =
    (type: NamedResource["type"]) =>
    ({ arn, name }: Existing): NamedResource =>
      inProgram.get(arn) ?? { type, arn, physicalName: name, components: [] };
  return [...stateMachines.map(named("stateMachine")), ...functions.map(named("function"))];
}
