/** The parts of a Task of the Amazon States Language that policies read. */
export interface Task {
  Resource?: string;
  TimeoutSeconds?: number | string;
  TimeoutSecondsPath?: string;
  HeartbeatSeconds?: number | string;
  HeartbeatSecondsPath?: string;
  /** The arguments of the call, in JSONata. */
  Arguments?: Record<string, unknown> | string;
  /** The arguments of the call, in JSONPath. */
  Parameters?: Record<string, unknown>;
}

interface State extends Task {
  Type?: string;
  Branches?: States[];
  ItemProcessor?: States;
  /** The former name of `ItemProcessor`. */
  Iterator?: States;
}

interface States {
  States?: Record<string, State>;
}

/** Every Task of a state machine by its name, those within Map and Parallel included. */
export const tasksOf = (definition: string): [name: string, task: Task][] =>
  tasksAmong(JSON.parse(definition));

function tasksAmong({ States: states = {} }: States): [name: string, task: Task][] {
  return Object.entries(states).flatMap(([name, state]) => {
    const inner = [...(state.Branches ?? []), state.ItemProcessor ?? {}, state.Iterator ?? {}];
    const own: [string, Task][] = state.Type === "Task" ? [[name, state]] : [];
    return [...own, ...inner.flatMap(tasksAmong)];
  });
}

/** The ARN of the function that a Task invokes, with the version or the alias if it names one. */
export function calledFunction({ Resource = "", Arguments, Parameters }: Task): string {
  const given = Arguments ?? Parameters;
  const { FunctionName = Resource, Qualifier } = typeof given === "object" ? given : {};
  return Qualifier === undefined ? String(FunctionName) : `${FunctionName}:${Qualifier}`;
}
