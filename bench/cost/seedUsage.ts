import { pricedCall, pricedRequest, type Usage } from "../../packages/cli";
import { TransitionCounter } from "../../packages/local-cloud";
import { assumedGbSeconds } from "./bill";
import { SEED_FUNCTION_MB, type SeedPath, type SeedState } from "./seeds";

/** The usage of a path of a seed: transitions, calls and requests, counted in the same way as ours. */
export function seedUsage(path: SeedPath): Usage {
  const { frontDoors = [], functions = [], calls = [] } = path;
  const states = enteredStates(path);
  const usage: Usage = {};
  const add = (item: keyof Usage | undefined, amount: number) => {
    if (item) usage[item] = (usage[item] ?? 0) + amount;
  };
  add("standardTransition", transitionsOf(path.starts, states));
  const invocations = states.filter(({ invokes }) => invokes).length + functions.length;
  if (invocations > 0) {
    add("lambdaRequest", invocations);
    // The seeds leave the architecture at its default, x86.
    add("lambdaX86GbSecond", invocations * assumedGbSeconds(SEED_FUNCTION_MB));
  }
  for (const call of [...states.flatMap((state) => state.calls ?? []), ...functions.flat(), ...calls]) {
    const [service, operation] = call.split(":");
    add(pricedCall(service!, operation!), 1);
  }
  for (const prefix of frontDoors) add(pricedRequest(prefix), 1);
  return usage;
}

const enteredStates = ({ states, rounds = 1 }: SeedPath): SeedState[] =>
  Array.from({ length: rounds }, () => states).flat();

/** Counts the transitions from the history events of the executions. */
function transitionsOf(starts: number, states: SeedState[]): number {
  const counter = new TransitionCounter();
  const types = [
    ...Array<string>(starts).fill("ExecutionStarted"),
    ...states.map(({ type }) => `${type}StateEntered`),
  ];
  for (const [index, type] of types.entries()) {
    counter.observe({ id: index + 1, previousEventId: index, timestamp: new Date(0), type });
  }
  return counter.count;
}
