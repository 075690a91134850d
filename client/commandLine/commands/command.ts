import type { ArgumentsCamelCase, Argv, CommandModule } from "yargs";
import { UsageError } from "../../../packages/terminal";
import { WORKFLOW_NAMES, type WorkflowName } from "../../../workflows";
import { isExecutionArn } from "../../arns";
import { withPlace } from "../options";
import { type ExecutionArn, type PlaceOptions, Session } from "../session";
import { workflowNamed } from "../workflows";

/** What a command needs from the program that it is part of. */
export interface Program {
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  exitCode: number;
}

/** A command that works where its options say. */
export function command<Options extends PlaceOptions>(
  program: Program,
  usage: string,
  describe: string,
  builder: (yargs: Argv<PlaceOptions>) => Argv<Options>,
  run: (session: Session, options: ArgumentsCamelCase<Options>) => Promise<number>,
): CommandModule<object, Options> {
  return {
    command: usage,
    describe,
    builder: (yargs) => withPlace(builder(yargs)),
    async handler(options) {
      program.exitCode = await Session.run(options, program.signal, (session) => run(session, options));
    },
  };
}

/** A workflow's name, checked before anything is opened. */
export const WORKFLOW = {
  type: "string",
  demandOption: true,
  coerce: workflowNamed,
  describe: WORKFLOW_NAMES.join(" | "),
} as const;

/** A workflow's name or an execution's ARN, checked before anything is opened. */
export const WORKFLOW_OR_ARN = {
  type: "string",
  demandOption: true,
  coerce: (text: string): WorkflowName | ExecutionArn => {
    if (isExecutionArn(text)) return { executionArn: text };
    if (!text.startsWith("arn:")) return workflowNamed(text);
    throw new UsageError(`"${text}" is not the ARN of an execution`);
  },
  describe: `${WORKFLOW_NAMES.join(" | ")}, or the ARN of an execution`,
} as const;
