import { formatDiagnostics, validate } from "../../validate";
import { plain } from "../exact/plain";
import { isObject, type JsonObject } from "../json";
import { TestStateError } from "./request";

/** The name of a state that is given without a state machine. */
export const UNNAMED = "StateName";

/** Throws `InvalidDefinition` if the state, or the state machine that contains the tested state, is invalid. */
export function checkDefinition(definition: JsonObject, stateName = UNNAMED): void {
  const machine = isObject(definition.States) ? definition : machineAround(definition, stateName);
  const message = formatDiagnostics(validate(plain(machine)));
  if (message !== undefined) throw new TestStateError("InvalidDefinition", message);
}

/** The smallest state machine with a state: every target of the state is a Succeed state. */
function machineAround(state: JsonObject, name: string): JsonObject {
  const ends = targetsOf(state).map((target) => [target, { Type: "Succeed" }] as const);
  return { StartAt: name, States: { ...Object.fromEntries(ends), [name]: state } };
}

function targetsOf({ Next, Default, Catch, Choices }: JsonObject): string[] {
  const inner = [Catch, Choices].flatMap((list) => (Array.isArray(list) ? list : []));
  const targets = [Next, Default, ...inner.map((item) => (isObject(item) ? item.Next : undefined))];
  return targets.filter((target) => typeof target === "string");
}
