import { formatDiagnostics, validate } from "../../../../asl";
import type { TestStateRequest } from "../../../../asl/engine";
import { errors } from "../errors";

/** The name of a state that is tested without a state machine. */
const UNNAMED = "StateName";

/**
 * Throws `InvalidDefinition` if the state, or the state machine that contains the tested state, is invalid. A definition
 * that is not a JSON object is left to the test itself.
 */
export function checkTestDefinition({ definition, stateName }: TestStateRequest): void {
  const value = parseObject(definition);
  if (value === undefined) return;
  const machine = isObject(value.States) ? value : machineAround(value, stateName ?? UNNAMED);
  const message = formatDiagnostics(validate(machine));
  if (message !== undefined) throw errors.invalidDefinition(message);
}

/** The smallest state machine with a state: every target of the state is a Succeed state. */
function machineAround(state: Record<string, unknown>, name: string): object {
  const ends = targetsOf(state).map((target) => [target, { Type: "Succeed" }]);
  return { StartAt: name, States: { ...Object.fromEntries(ends), [name]: state } };
}

function targetsOf({ Next, Default, Catch, Choices }: Record<string, unknown>): string[] {
  const inner = [Catch, Choices].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []));
  const targets = [Next, Default, ...inner.map((item) => (isObject(item) ? item.Next : undefined))];
  return targets.filter((target) => typeof target === "string");
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
