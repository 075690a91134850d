import type { Argument, CommandContext } from "../../../packages/terminal";
import type { PlaceOptions, Session } from "../session";

/** Runs a command on the stack that its options name. The AWS SDK is loaded only now. */
export function onStack(
  options: PlaceOptions,
  context: CommandContext,
  run: (session: Session) => Promise<number>,
  { mayStart = false }: { mayStart?: boolean } = {},
): Promise<number> {
  const { Session } = require("../session") as typeof import("../session");
  return Session.run(options, context, mayStart, run);
}

/** How a state machine or a function is named. */
export const NAMED_BY = "an output, a resource or component of the program, its name in AWS, or its ARN";

/** A state machine. */
export const MACHINE: Argument<string> = {
  description: `a state machine, by ${NAMED_BY}`,
  complete: stateMachinesHere,
  read: (value) => value!,
};

/** An execution. */
export const EXECUTION: Argument<string> = {
  description: "an execution, by its name or ARN; or a state machine, for its newest one",
  complete: stateMachinesHere,
  read: (value) => value!,
};

/** The names of the state machines that run on this machine for the current folder. */
async function stateMachinesHere(): Promise<string[]> {
  const { LocalPlace } = require("../localPlace") as typeof import("../localPlace");
  const { namesAt } = require("../place") as typeof import("../place");
  try {
    const place = await LocalPlace.open({ mayStart: false }, () => {}, new AbortController().signal);
    return (await namesAt(place)).stateMachines();
  } catch {
    // A shell that completes a word has no place for an error.
    return [];
  }
}
