import { once } from "node:events";
import type { StateMachineDoesNotExist } from "@aws-sdk/client-sfn";
import { type Argument, EXIT, flag, type Main, UsageError } from "../../../packages/terminal";
import { WORKFLOWS } from "../../../workflows";
import type { DemoOptions } from "../../messenger/demo";
import { confirm } from "../confirm";
import { PURPOSES } from "../packages";
import { milliseconds, PLACE_OPTIONS, PLACE_USAGE, secondsOption } from "../placeOptions";
import type { Session } from "../session";
import { onStack } from "./command";

const ACTIONS = ["deploy", "demo", "destroy"] as const;

const ACTION: Argument<(typeof ACTIONS)[number]> = {
  description:
    "deploy: deploy the stack, including the messenger. demo: run the pump in both its forms and assert each step; no pump " +
    "runs afterwards; it switches the configuration messengerDeliverToQueue, and updates the stack accordingly. destroy: stop " +
    "every pump, delete the messenger from the stack",
  complete: async () => ACTIONS,
  read(value, name) {
    const action = ACTIONS.find((each) => each === value);
    if (action) return action;
    throw new UsageError(`${name} is '${value}'; allowed: ${ACTIONS.join(", ")}`);
  },
};

/** The messenger's commands in addition to those of every workflow. */
export const MESSENGER = {
  usage: `workflows messenger ACTION ${PLACE_USAGE}`,
  purpose: PURPOSES.messenger,
  arguments: { action: ACTION },
  options: {
    yes: flag("deploy, destroy: do not ask"),
    timeout: secondsOption("demo: how long each step may wait (default: 60)"),
    ...PLACE_OPTIONS,
  },
} as const;

export const messenger: Main<typeof MESSENGER> = ({ action, yes, timeout = 60, ...options }, context) =>
  onStack(
    options,
    context,
    (session) => {
      if (action === "deploy") return deploy(session, yes);
      if (action === "demo") return demo(session, milliseconds(timeout));
      return destroy(session, yes);
    },
    { mayStart: true },
  );

async function deploy(session: Session, yes: boolean): Promise<number> {
  const { place, output, signal } = session;
  if (place.lasting && !yes) await confirm(`This deploys ${place.title}.`, signal);
  if (!place.temporary) await place.deploy();
  const { arn } = await session.machine(WORKFLOWS.messenger.output);
  output.result({ messengerArn: arn }, arn);
  if (!place.temporary) return EXIT.ok;
  output.progress(`it runs in ${place.title} until Ctrl-C`);
  await once(signal, "abort");
  throw signal.reason;
}

async function demo({ place, output, signal }: Session, timeoutMs: number): Promise<number> {
  const { runDemo } = require("../../messenger/demo") as typeof import("../../messenger/demo");
  const { openStage } = require("../messengerStage") as typeof import("../messengerStage");
  const stage = await openStage(place);
  const options: DemoOptions = {
    signal,
    timeoutMs,
    progress: (line) => output.progress(line),
    received: (message) => output.result(message, `${message.userName}: ${message.text}`),
  };
  try {
    await runDemo(stage, options);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new UsageError(`${place.title} no longer has a messenger; ${place.howToDeploy}`);
  } finally {
    stage.close();
  }
  output.progress("the demo is over: every step had the expected result");
  return EXIT.ok;
}

/** It is not an error if there is nothing to destroy. */
async function destroy(session: Session, yes: boolean): Promise<number> {
  const { Pump } = require("../../messenger/pump") as typeof import("../../messenger/pump");
  const { place, output, signal } = session;
  const outputs = await place.outputs();
  const arn = outputs[WORKFLOWS.messenger.output]?.value;
  if (typeof arn !== "string") {
    output.progress(`${place.title} has no messenger`);
    return EXIT.ok;
  }
  if (place.lasting && !yes)
    await confirm(`This deletes the messenger and its data from ${place.title}.`, signal);
  output.progress("stopping its pumps");
  try {
    await new Pump(session.machines(arn).at(arn)).stop("The messenger is destroyed.", { signal });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  await place.destroy(`sfn-workflows:index:${WORKFLOWS.messenger.component}`);
  if (!place.lasting) output.progress(`its data stays until ${place.title} ends`);
  return EXIT.ok;
}

const isMissing = (error: unknown): error is StateMachineDoesNotExist =>
  error instanceof Error && error.name === "StateMachineDoesNotExist";
