import { errorOutputOf } from "../compile/catcher";
import { Aborted, asStateFailure, dataLimitExceeded, type StateFailure } from "../errors";
import { exceedsPayload } from "../limits";
import type { Exit } from "../query/flow";
import { NO_VARIABLES } from "../query/scope";
import type { Checkpoint, Json } from "../types";
import type { Frame } from "./frame";
import { COMPLETE, failureDetails } from "./history";
import { assign, assignedDetails, checkVariables } from "./variables";
import type { StateGraph, Transition } from "./visit";
import { type Resumed, Visit } from "./visit";

/**
 * Runs states one after another until one ends the sequence, and returns its output.
 * @param resume where a redrive continues the sequence.
 */
export async function runStates(
  graph: StateGraph,
  frame: Frame,
  input: Json,
  resume?: Checkpoint,
): Promise<Json> {
  if (resume) frame.variables = assign(NO_VARIABLES, resume.variables);
  let name = resume?.state ?? graph.startAt;
  let data = resume ? resume.input : input;
  let resumed: Resumed | undefined = resume;
  for (;;) {
    frame.throwIfAborted();
    await frame.run.breathe();
    const state = graph.states.get(name);
    if (!state) throw new Error(`There is no state '${name}' to continue with`);
    const transition = await visitState(new Visit(frame, state, data, resumed));
    data = transition.output;
    if (transition.next === undefined) return data;
    name = transition.next;
    resumed = undefined;
    frame.reach(name, data);
  }
}

async function visitState(visit: Visit): Promise<Transition> {
  const { frame } = visit;
  frame.visit = visit;
  const transition = await attempt(visit);
  frame.throwIfAborted();
  leave(visit, transition);
  frame.visit = undefined;
  return transition;
}

/** Runs the state, retries it, and takes the way of the catcher that matches its failure. */
async function attempt(visit: Visit): Promise<Transition> {
  const { state, frame } = visit;
  const retries = state.retriers.map(() => 0);
  for (;;) {
    let failure: StateFailure;
    try {
      const transition = await state.run(visit);
      checkLimits(visit, transition);
      return transition;
    } catch (thrown) {
      if (thrown instanceof Aborted) throw thrown;
      failure = fail(visit, thrown);
    }
    const index = state.retriers.findIndex((retrier) => retrier.matches(failure));
    const retrier = state.retriers[index];
    if (!retrier || retries[index]! >= retrier.maxAttempts) return giveUp(visit, failure);
    const delay = retrier.delaySeconds(retries[index]!++, frame.run.sources.random);
    if (delay > 0) await frame.sleep(delay * 1000);
    visit.nextAttempt();
  }
}

function fail(visit: Visit, thrown: unknown): StateFailure {
  const failure = asStateFailure(thrown);
  const described = visit.describe(failure);
  if (failure.ofState && failure.error === "States.QueryEvaluationError") {
    visit.record("EvaluationFailed", () => ({
      evaluationFailedEventDetails: {
        ...failureDetails(described),
        ...(failure.location !== undefined && { location: failure.location }),
        state: visit.state.name,
      },
    }));
  }
  return described;
}

async function giveUp(visit: Visit, failure: StateFailure): Promise<Transition> {
  const { state, frame } = visit;
  const compound = state.type === "Parallel" || state.type === "Map";
  if (compound && failure.error !== "States.Runtime") visit.record(`${state.type}StateFailed`);
  const catcher = state.catchers.find((candidate) => candidate.matches(failure));
  if (!catcher) throw failure;
  try {
    const exit = await catcher.exit(visit.scope, errorOutputOf(failure));
    checkLimits(visit, exit);
    return { ...exit, next: catcher.next };
  } catch (thrown) {
    frame.throwIfAborted();
    throw fail(visit, thrown);
  }
}

/** Holds what a state leaves with to the quotas of its output and variables. Throws a `StateFailure`. */
export function checkLimits(visit: Visit, { output, assigned }: Exit): void {
  const { name } = visit.state;
  if (exceedsPayload(visit.text(output))) throw dataLimitExceeded(name);
  if (assigned) checkVariables(visit.frame.variables, assigned, name);
}

function leave(visit: Visit, { output, assigned }: Transition): void {
  const { state, frame } = visit;
  if (assigned) frame.variables = assign(frame.variables, assigned);
  visit.record(`${state.type}StateExited`, () => ({
    stateExitedEventDetails: {
      name: state.name,
      output: visit.text(output),
      outputDetails: COMPLETE,
      ...(assigned && Object.keys(assigned).length > 0 && assignedDetails(assigned)),
    },
  }));
}
