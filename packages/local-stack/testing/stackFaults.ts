import { visitStates } from "../../asl";
import type { Json } from "../../asl/engine";
import type { Attempt, FaultRule, Faults, StateMachine } from "../../local-cloud";
import { UsageError } from "../../terminal";

/** The faults that are injected into Tasks. They can be changed while executions run. */
export interface StackFaults {
  /**
   * Adds rules after the existing ones. Their state machines are called by output, resource or component name, physical name or ARN. Throws
   * `FaultPlanError`, and adds none, if one is not valid, or names a state machine or state that does not exist.
   */
  add(...rules: FaultRule[]): void;
  list(): FaultRule[];
  /** Removes all rules, and all test cases of a plan. */
  clear(): void;
}

/** A state that is mocked, with its state machine if others have a state of that name. */
export interface MockedState {
  /** Called by output, resource or component name, physical name or ARN. */
  stateMachine: string;
  state: string;
}

/**
 * What answers a Task: a result, or a function that returns it. What it throws is the Task's error: the name of the error is what
 * `Retry` and `Catch` match, its message is the cause.
 */
export type MockAnswer = Json | ((parameters: never, attempt: Attempt) => unknown);

/** What faults and mocks need to know about the stack. */
export interface FaultSubjects {
  machines(): readonly StateMachine[];
  /** The state machine that is called so. Throws `UsageError`. */
  machine(given: string): StateMachine;
}

/** The cloud's faults, with state machines called as the program calls them. */
export function stackFaults(faults: Faults, subjects: FaultSubjects): StackFaults {
  const resolve = (rule: FaultRule): FaultRule => {
    const { stateMachine, state } = rule;
    if (subjects.machines().length === 0) return rule;
    try {
      const machine = stateMachine === undefined ? undefined : subjects.machine(stateMachine);
      if (state !== undefined) withState(state, machine ? [machine] : subjects.machines());
      return machine ? { ...rule, stateMachine: machine.name } : rule;
    } catch (error) {
      // Loaded by now: this module is loaded before the cloud, which loads beside the evaluation.
      const { FaultPlanError } = require("../../local-cloud") as typeof import("../../local-cloud");
      throw error instanceof UsageError ? new FaultPlanError(`fault rule: ${error.message}`) : error;
    }
  };
  return {
    add: (...rules) => faults.add(...rules.map(resolve)),
    list: () => faults.list(),
    clear: () => faults.clear(),
  };
}

/** @returns a function that removes the mock */
export function mockState(
  faults: Faults,
  subjects: FaultSubjects,
  given: string | MockedState,
  answer: MockAnswer,
): () => void {
  const { state, stateMachine } =
    typeof given === "string" ? { state: given, stateMachine: undefined } : given;
  const candidates = stateMachine === undefined ? subjects.machines() : [subjects.machine(stateMachine)];
  const machines = withState(state, candidates);
  const [machine] = machines;
  if (machines.length > 1) {
    const names = machines.map(({ name }) => name).join(", ");
    throw new UsageError(
      `state is '${state}', which ${machines.length} state machines have; give one of them as stateMachine: ${names}`,
    );
  }
  return faults.mock({
    stateMachine: machine!.name,
    state,
    answer: async (parameters, attempt) => {
      const result: unknown =
        typeof answer === "function" ? await answer(parameters as never, attempt) : answer;
      return jsonOf(result, state);
    },
  });
}

/** As a service's result arrives: what JSON cannot express is lost. */
function jsonOf(result: unknown, state: string): Json {
  const text = JSON.stringify(result);
  if (text === undefined)
    throw new TypeError(`The mock of '${state}' returned ${String(result)}; allowed: a JSON value`);
  return JSON.parse(text) as Json;
}

/** Those of the state machines that have a Task, or a Map, which may read and write, of that name. Throws `UsageError` if none has. */
function withState(state: string, machines: readonly StateMachine[]): StateMachine[] {
  const found = machines.filter((machine) => tasksOf(machine).includes(state));
  if (found.length > 0) return found;
  const allowed = [...new Set(machines.flatMap(tasksOf))].join(", ") || "none, since there is no Task";
  throw new UsageError(`state is '${state}'; allowed: ${allowed}`);
}

function tasksOf({ revision }: StateMachine): string[] {
  const names: string[] = [];
  visitStates(JSON.parse(revision.definition), ({ Type }, { name }) => {
    if (Type === "Task" || Type === "Map") names.push(name);
  });
  return names;
}
