import { reasonOf } from "../../client/commandLine";
import { eventDetails } from "../asl";
import type { CloudEvent } from "../local-cloud";
import { bad, cut, duration, faint, good, type Output } from "../terminal";

const NARRATED = [
  "executionStarted",
  "executionEnded",
  "history",
  "functionLog",
  "deadLetter",
  "refusal",
  "debugger",
] as const;
type Narrated = (typeof NARRATED)[number];

interface Source {
  events: {
    subscribe(listener: (event: CloudEvent<Narrated>) => void, types: readonly Narrated[]): () => void;
  };
}

/** What is remembered of an execution while it runs. */
interface Running {
  startedAt: number;
  /** By event id: the state that the execution is in after that event. */
  states: Map<number, string>;
}

/**
 * Prints what happens in a stack, a line each: executions that start and end, states that fail, what functions print, dead letters
 * and refused calls. Children of distributed Maps are only mentioned when they fail.
 *
 * @param titleOf the name of a state machine or function in the program, by its ARN
 * @param types of the events that are printed. Default: all of those
 * @returns a function that ends it
 */
export function narrate(
  { events }: Source,
  output: Output,
  titleOf: (arn: string) => string,
  types: readonly Narrated[] = NARRATED,
): () => void {
  const running = new Map<string, Running>();
  const print = (event: object, text: string) => output.result(withTime(event), text);

  const listeners: { [T in Narrated]: (event: CloudEvent<T>) => void } = {
    executionStarted(event) {
      running.set(event.executionArn, { startedAt: event.time, states: new Map() });
      const verb = event.redriveCount > 0 ? "redriven" : "started";
      if (!isChild(event)) print(event, faint(`${titleOf(event.stateMachineArn)} ${event.name} ${verb}`));
    },
    executionEnded(event) {
      const { executionArn, stateMachineArn, name, status, error, cause, time } = event;
      const startedAt = running.get(executionArn)?.startedAt ?? time;
      running.delete(executionArn);
      if (isChild(event) && status === "SUCCEEDED") return;
      const shown = status === "SUCCEEDED" ? good(status) : bad(status);
      const text = `${titleOf(stateMachineArn)} ${name} ${shown} after ${duration(time - startedAt)}`;
      print(event, `${text}${inLine(error, cause)}`);
    },
    history({ executionArn, stateMachineArn, name, event, time }) {
      const states = running.get(executionArn)?.states;
      const entered = event.type.endsWith("StateEntered") ? detailsOf(event).name : undefined;
      const state = entered ?? states?.get(event.previousEventId ?? 0);
      if (state !== undefined) states?.set(event.id, state);
      if (!FAILURE.test(event.type)) return;
      const { error, cause } = detailsOf(event);
      const failed = { type: "stateFailed", time, executionArn, stateMachineArn, name, state, error, cause };
      print(failed, `${titleOf(stateMachineArn)} ${name} ${state} ${bad("failed")}${inLine(error, cause)}`);
    },
    functionLog(event) {
      const message = printedBy(event.message);
      for (const line of message.split("\n"))
        output.json || print(event, `${faint(`${titleOf(event.functionArn)} |`)} ${line}`);
      if (output.json) print(event, "");
    },
    deadLetter(event) {
      print(event, bad(`dead letter of ${lastOf(event.sourceArn)} in ${lastOf(event.targetArn)}`));
    },
    debugger(event) {
      print(event, `${faint(`${titleOf(event.functionArn)} |`)} debugger listens on ${event.url}`);
    },
    refusal(event) {
      print(event, `${event.enforced ? bad("refused") : "would be refused"}: ${event.message}`);
    },
  };
  return events.subscribe(
    (event) => (listeners[event.type] as (event: CloudEvent<Narrated>) => void)(event),
    types,
  );
}

/** A task that failed, whether it is retried, caught or ends the execution. */
const FAILURE = /^(Task|Activity|LambdaFunction|MapRun).*(Failed|TimedOut)$/;

/** What Lambda's Node.js runtime puts before each message of the console. */
const PREFIX = /^\S+\t\S+\t(?:INFO\t)?/;
/** What it prints for an error that a handler throws. */
const THROWN = /^ERROR\tInvoke Error\t(\{.*\})$/;

/** A line of a function's log as its author wrote it. */
function printedBy(line: string): string {
  const message = line.replace(PREFIX, "");
  const [, thrown] = THROWN.exec(message) ?? [];
  if (thrown === undefined) return message;
  const { errorType, errorMessage } = JSON.parse(thrown);
  return `threw ${errorType}: ${errorMessage}`;
}

/** A cause of more characters is cut: `workflows why` has all of it. */
const LONGEST_REASON = 300;

interface Details {
  name?: string;
  error?: string;
  cause?: string;
}

const detailsOf = (event: object): Details => eventDetails(event);

/** `: RangeError: 500 is more than the card allows`, in a line. */
function inLine(error: string | undefined, cause: string | undefined): string {
  const reason = reasonOf(error, cause).replace(/\s*\n\s*/g, " ");
  return reason && `: ${cut(reason, LONGEST_REASON)}`;
}

const isChild = ({ executionArn }: { executionArn: string }): boolean =>
  executionArn.split(":")[6]?.includes("/") ?? false;

const lastOf = (arn: string): string => arn.split(":").at(-1)!;

const withTime = (event: object): object =>
  "time" in event ? { ...event, time: new Date(event.time as number).toISOString() } : event;
