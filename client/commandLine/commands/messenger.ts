import { once } from "node:events";
import { StateMachineDoesNotExist } from "@aws-sdk/client-sfn";
import type { Argv, CommandModule } from "yargs";
import { UsageError } from "../../../packages/terminal";
import { WORKFLOWS } from "../../../workflows";
import { type DemoOptions, runDemo } from "../../messenger/demo";
import { Pump } from "../../messenger/pump";
import { confirm } from "../confirm";
import { EXIT } from "../exit";
import { MESSENGER, openStage } from "../messengerStage";
import { milliseconds, timeoutOption } from "../options";
import type { PlaceOptions, Session } from "../session";
import { command, type Program } from "./command";

/** The messenger's commands in addition to those of every workflow. */
export const messengerCommand = (program: Program): CommandModule => ({
  command: "messenger",
  describe: "Deploy, demonstrate and destroy the messenger",
  builder: (yargs) =>
    yargs
      .command(
        command(program, "deploy", "Deploy the stack, including the messenger", withYes, (session, options) =>
          deploy(session, options.yes),
        ),
      )
      .command(
        command(
          program,
          "demo",
          "Run the pump in both its forms and assert each step; no pump runs afterwards",
          (demoYargs) =>
            demoYargs
              .option("timeout", {
                ...timeoutOption,
                default: 60,
                describe: "seconds that each step may wait",
              })
              .epilogue(
                "It switches the configuration messengerDeliverToQueue, and updates the stack accordingly.",
              ),
          (session, { timeout }) => demo(session, milliseconds(timeout)),
        ),
      )
      .command(
        command(
          program,
          "destroy",
          "Stop every pump, delete the messenger from the stack",
          withYes,
          (session, options) => destroy(session, options.yes),
        ),
      )
      .demandCommand(1, "say what to do with the messenger: deploy, demo or destroy"),
  handler: () => {},
});

const withYes = (yargs: Argv<PlaceOptions>) =>
  yargs.option("yes", { type: "boolean", default: false, describe: "do not ask" });

async function deploy(session: Session, yes: boolean): Promise<number> {
  const { place, terminal, signal } = session;
  if (place.lasting && !yes) await confirm(`This deploys ${place.title}.`, signal);
  if (!place.temporary) await place.deploy();
  const { arn } = await session.machine("messenger");
  terminal.result({ messengerArn: arn }, arn);
  if (!place.temporary) return EXIT.ok;
  terminal.progress(`it runs in ${place.title} until Ctrl-C`);
  await once(signal, "abort");
  throw signal.reason;
}

async function demo({ place, terminal, signal }: Session, timeoutMs: number): Promise<number> {
  const stage = await openStage(place);
  const options: DemoOptions = {
    signal,
    timeoutMs,
    progress: (line) => terminal.progress(line),
    received: (message) => terminal.result(message, `${message.userName}: ${message.text}`),
  };
  try {
    await runDemo(stage, options);
  } catch (error) {
    if (!(error instanceof StateMachineDoesNotExist)) throw error;
    throw new UsageError(`${place.title} no longer has a messenger; ${place.howToDeploy}`);
  } finally {
    stage.close();
  }
  terminal.progress("the demo is over: every step had the expected result");
  return EXIT.ok;
}

/** It is not an error if there is nothing to destroy. */
async function destroy(session: Session, yes: boolean): Promise<number> {
  const { place, terminal, signal } = session;
  const outputs = await place.outputs();
  const arn = outputs[WORKFLOWS.messenger.output]?.value;
  if (typeof arn !== "string") {
    terminal.progress(`${place.title} has no messenger`);
    return EXIT.ok;
  }
  if (place.lasting && !yes)
    await confirm(`This deletes the messenger and its data from ${place.title}.`, signal);
  terminal.progress("stopping its pumps");
  try {
    await new Pump(session.machines(arn).at(arn)).stop("The messenger is destroyed.", { signal });
  } catch (error) {
    if (!(error instanceof StateMachineDoesNotExist)) throw error;
  }
  await place.destroy(MESSENGER.component);
  if (!place.lasting) terminal.progress(`its data stays until ${place.title} ends`);
  return EXIT.ok;
}
