import { innerGraphs, invokesFunction, isIntegration, parseTaskResource } from "../../asl";
import type { Definition, StateJson } from "./definition";
import { pricedCall } from "./pricedCalls";
import type { PRICES, Usage } from "./prices";

/** The states that an execution repeats while there is nothing to do. */
export interface Round {
  /** The names of its states. */
  states: string[];
  /** How long its pauses are, in seconds. */
  seconds: number;
  /** What Step Functions and the services that it calls bill for it; without the duration of functions and what they call. */
  usage: Usage;
}

/**
 * The round of an execution that does not end: the shortest way from a Wait state of fixed length back to it, by
 * `Next`, `Choices` and `Default`; Maps have no items. Undefined where there is none.
 */
export function idleRound(definition: Definition): Round | undefined {
  for (const [name, state] of Object.entries(definition.States)) {
    if (!pauseOf(state)) continue;
    const states = shortestWay(definition, followers(state), (each) => each === name);
    if (!states) continue;
    const seconds = states.reduce((sum, each) => sum + pauseOf(definition.States[each]!), 0);
    return { states, seconds, usage: usageOf(definition, states) };
  }
  return undefined;
}

/** What an execution takes at least, its start included: the shortest way to an end. Undefined where it has none. */
export function shortestRun(definition: Definition): { states: string[]; usage: Usage } | undefined {
  const states = shortestWay(definition, [definition.StartAt], (name) => isEnd(definition.States[name]!));
  if (!states) return undefined;
  const usage = usageOf(definition, states);
  return { states, usage: { ...usage, standardTransition: (usage.standardTransition ?? 0) + 1 } };
}

const pauseOf = ({ Type, Seconds }: StateJson): number =>
  Type === "Wait" && typeof Seconds === "number" ? Seconds : 0;

const isEnd = ({ Type, End }: StateJson): boolean => End === true || Type === "Succeed" || Type === "Fail";

const followers = ({ Next, Default, Choices = [] }: StateJson): string[] =>
  [Next, Default, ...Choices.map((rule) => rule.Next)].filter((name) => name !== undefined);

/** The states of the shortest way from any of the first ones to one that is looked for, both included. */
function shortestWay(
  { States }: Definition,
  first: string[],
  isFound: (name: string) => boolean,
): string[] | undefined {
  const ways = first.map((name) => [name]);
  const seen = new Set(first);
  for (const way of ways) {
    const name = way.at(-1)!;
    const state = States[name];
    if (!state) continue;
    if (isFound(name)) return way;
    for (const next of followers(state)) {
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
}

function usageOf(definition: Definition, names: string[]): Usage {
  const usage: Usage = {};
  const add = (item: keyof typeof PRICES, amount: number) => {
    usage[item] = (usage[item] ?? 0) + amount;
  };
  for (const name of names) {
    const state = definition.States[name]!;
    add("standardTransition", 1);
    const called = pricedTask(state);
    if (called) add(called, 1);
    if (state.Type !== "Parallel") continue;
    for (const branch of innerGraphs(state)) {
      const way = shortestWay(branch, [branch.StartAt], (each) => isEnd(branch.States[each]!)) ?? [];
      for (const [item, amount] of Object.entries(usageOf(branch, way))) {
        add(item as keyof typeof PRICES, amount);
      }
    }
  }
  return usage;
}

/** What AWS bills for the call of a Task: `arn:aws:states:::sqs:sendMessage.waitForTaskToken`. */
function pricedTask({ Type, Resource, Arguments, Parameters }: StateJson): keyof typeof PRICES | undefined {
  if (Type !== "Task") return undefined;
  const resource = parseTaskResource(Resource);
  if (invokesFunction(resource)) return "lambdaRequest";
  if (!isIntegration(resource)) return undefined;
  const { service, action } = resource;
  const input = (Arguments ?? Parameters ?? {}) as Record<string, unknown>;
  return pricedCall(service, action.charAt(0).toUpperCase() + action.slice(1), input);
}
