import type { Json } from "../../asl/engine";
import type { Execution } from "../../local-cloud";
import { definitionOf } from "../history/definitionOf";
import { Trace, type TracedAttempt, type TracedVisit } from "../history/trace";

/** One attempt of a Task: another follows where a `Retry` applies. */
export interface Attempt {
  /** The integration, `lambda:invoke`, `states:startExecution.sync:2`, or the ARN of the function or activity. */
  resource: string;
  /** What was sent to the service or function, as the history records it. */
  parameters: Json;
  /** What the service or function returned; absent while the attempt runs, and if it failed. */
  result?: Json;
  /** Set if it failed: what `Retry` and `Catch` match. */
  error?: string;
  cause?: string;
}

/** One visit of a state: from its entry to its exit, over all attempts. */
export interface Visit {
  state: string;
  /** `Task`, `Wait`, `Choice`, … */
  type: string;
  /** The index of the iteration of an inline Map that it is in, counted from 0. */
  iteration?: number;
  /** The state's raw input. */
  input: Json;
  /** What the next state got as its input; absent while it runs, and if it failed. */
  output?: Json;
  /** Of a Task: its attempts, in order. Empty for other states. */
  attempts: Attempt[];
  /** The result of a Task's last attempt, before `ResultSelector`, `Output` and the like. */
  result?: Json;
  /** The error of the last attempt, or of the state itself, whether it was caught or not. */
  error?: string;
  cause?: string;
  enteredAt: Date;
  exitedAt?: Date;
}

/** The visits of an execution's states so far, in the order in which they were entered. */
export const visitsOf = (execution: Execution): Visit[] =>
  new Trace(definitionOf(execution)).read(execution.events).visits.map(visitOf);

function visitOf(traced: TracedVisit): Visit {
  const { state, type, iterations, input, output, attempts, failure, enteredAt, exitedAt } = traced;
  const iteration = Object.values(iterations).at(-1);
  const result = attempts.at(-1)?.result;
  return {
    state,
    type,
    ...(iteration !== undefined && { iteration }),
    input: parsed(input),
    attempts: attempts.map(attemptOf),
    ...(result !== undefined && { result: parsed(result) }),
    ...failure,
    ...(output !== undefined && { output: parsed(output) }),
    enteredAt: new Date(enteredAt),
    ...(exitedAt !== undefined && { exitedAt: new Date(exitedAt) }),
  };
}

const attemptOf = ({ resource, parameters, result, failure }: TracedAttempt): Attempt => ({
  resource,
  parameters: parsed(parameters),
  ...(result !== undefined && { result: parsed(result) }),
  ...failure,
});

const parsed = (text: string): Json => JSON.parse(text) as Json;
