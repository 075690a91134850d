import { existsSync, statSync } from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import type { TimeMode } from "../local-cloud/aws/clock";
import { type FaultPlan, FaultPlanError, readPlanFile } from "../local-cloud/faults";
import type { IamMode } from "../local-cloud/iam/iam";
import { UsageError } from "./terminal";

/** What both ways to run the program take. */
export interface Options {
  stack: string;
  /** The folder of another program's `Pulumi.yaml`, absolute. Default: this repository. */
  program?: string;
  iam: IamMode;
  port: number;
  time: TimeMode;
  /** What goes wrong on demand. */
  mocks?: FaultPlan;
  /** How many ended executions are kept. Default: that of `StepFunctionsOptions.retainedExecutions`. */
  retain?: number;
  /** The directory where what is in the cloud is kept, absolute. Default: nothing is. */
  data?: string;
  /** Where a preview saves the evaluation to. */
  save?: string;
  /** The saved evaluation that a preview compares with. */
  against?: string;
  /** Whether a preview is Markdown. */
  markdown?: boolean;
  /** Whether a command only says if its document is up to date. */
  check?: boolean;
  /** Whether the report on roles takes away each permission that was used. */
  prove?: boolean;
  /** The one workflow that load or faults are put on. Default: all. */
  workflow?: WorkflowName;
  /** How many executions of each workflow go at once. */
  executions?: number;
  /** For how many seconds a load is sustained, over all workflows together. */
  seconds?: number;
  /** What chooses a sample. */
  seed?: number;
  /** How many cells of a matrix are tried. Default: all. */
  sample?: number;
  verbose: boolean;
  help: boolean;
}

/** The workflows that a stack may have. */
export const WORKFLOWS = ["pipeline", "booking", "orders", "messenger"] as const;
export type WorkflowName = (typeof WORKFLOWS)[number];

const IAM_MODES = ["enforce", "audit", "off"] as const;
const DESCRIPTIONS = {
  stack: "NAME    the stack to run, of Pulumi.NAME.yaml (default: %STACK%)",
  program: "DIR   the Pulumi program to run, the folder of its Pulumi.yaml (default: this repository)",
  iam: "MODE      calls that no policy allows: enforce (refuse, the default), audit (record), off",
  port: "PORT     the port on 127.0.0.1 (default: %PORT%)",
  time: "MODE     real (the default), skip (jump to the next timer when nothing is under way) or xN (N times as fast, while nothing is under way)",
  mocks: "FILE    faults on demand: a mock file of Step Functions Local, or a fault plan",
  retain: "N      how many ended executions are kept, the latest ones (default: 10000)",
  data: "DIR      keeps tables, queues, objects and executions in DIR, which is made if it is not there (default: nothing is kept)",
  save: "FILE     writes the evaluation, without secrets and code, to compare with later",
  against: "FILE  compares with an evaluation that --save wrote",
  markdown: "     as Markdown for a comment at a pull request, 60,000 characters at most",
  check: "        writes nothing, but says whether the document is up to date: exit code 1 if it is not",
  prove:
    "        takes each permission that was used away and runs again what used it, which must be refused",
  workflow: `NAME  the one workflow to try: ${WORKFLOWS.join(", ")} (default: all)`,
  executions: "N  how many executions of each workflow go at once, 1 to 5000 (default: 1000)",
  seconds: "N     for how long load is sustained, over all workflows together, 0 to 3600 (default: 60)",
  seed: "N        what chooses the sample, 0 to 999999999 (default: another one each day)",
  sample: "N      how many cells are tried, 1 to 100000 (default: all)",
  verbose: "      stack traces with errors",
  help: "         this text",
};
type Name = keyof typeof DESCRIPTIONS;
/** What is given without a value. */
const FLAGS: Name[] = ["markdown", "check", "prove", "verbose", "help"];

/** A command line: what it is called, what it does, which options it takes. */
export interface Command {
  usage: string;
  purpose: string;
  options: Name[];
  defaultPort: number;
  /** Default: `dev`. */
  defaultStack?: string;
}

/** The `--help` of a command. */
export function helpOf({ usage, purpose, options, defaultPort, defaultStack = "dev" }: Command): string {
  const port = defaultPort === 0 ? "a free one" : String(defaultPort);
  const lines = options.map(
    (name) => `  --${name} ${DESCRIPTIONS[name].replace("%PORT%", port).replace("%STACK%", defaultStack)}`,
  );
  return [`Usage: ${usage}`, "", purpose, "", "Options:", ...lines].join("\n");
}

/** @throws UsageError that names the option, what was given and what is allowed. */
export function readOptions(command: Command, args: string[]): Options {
  const values = parse(command, args);
  return {
    stack: String(values.stack ?? command.defaultStack ?? "dev"),
    ...(values.program !== undefined && { program: readProgram(String(values.program)) }),
    iam: readIamMode(values.iam),
    port: readPort(values.port, command.defaultPort),
    time: readTimeMode(values.time),
    ...(values.mocks !== undefined && { mocks: readMocks(String(values.mocks)) }),
    ...(values.retain !== undefined && { retain: readRetain(String(values.retain)) }),
    ...(values.data !== undefined && { data: readData(String(values.data)) }),
    ...(values.save !== undefined && { save: String(values.save) }),
    ...(values.against !== undefined && { against: String(values.against) }),
    ...(values.markdown === true && { markdown: true }),
    ...(values.check === true && { check: true }),
    ...(values.prove === true && { prove: true }),
    ...(values.workflow !== undefined && { workflow: readWorkflow(values.workflow) }),
    ...(values.executions !== undefined && {
      executions: readWhole("executions", String(values.executions), 1, 5000),
    }),
    ...(values.seconds !== undefined && { seconds: readWhole("seconds", String(values.seconds), 0, 3600) }),
    ...(values.seed !== undefined && { seed: readWhole("seed", String(values.seed), 0, 999_999_999) }),
    ...(values.sample !== undefined && { sample: readWhole("sample", String(values.sample), 1, 100_000) }),
    verbose: values.verbose === true,
    help: values.help === true,
  };
}

function parse({ usage, options }: Command, args: string[]): Partial<Record<string, string | boolean>> {
  try {
    return parseArgs({
      args,
      options: Object.fromEntries(
        options.map((name) => [name, { type: FLAGS.includes(name) ? "boolean" : "string" }] as const),
      ),
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nUsage: ${usage}; --help lists the options`);
  }
}

function readIamMode(value: unknown = "enforce"): IamMode {
  const mode = IAM_MODES.find((each) => each === value);
  if (!mode) throw new UsageError(`--iam is '${value}'; allowed: ${IAM_MODES.join(", ")}`);
  return mode;
}

function readProgram(value: string): string {
  const directory = path.resolve(value);
  if (existsSync(path.join(directory, "Pulumi.yaml"))) return directory;
  throw new UsageError(`--program is '${value}'; there is no Pulumi.yaml in ${directory}`);
}

function readPort(value: unknown, defaultPort: number): number {
  if (value === undefined) return defaultPort;
  const port = Number(value);
  if (!/^\d+$/.test(String(value)) || port > 65_535) {
    throw new UsageError(`--port is '${value}'; allowed: a number from 0 (a free port) to 65535`);
  }
  return port;
}

function readWorkflow(value: unknown): WorkflowName {
  const workflow = WORKFLOWS.find((each) => each === value);
  if (!workflow) throw new UsageError(`--workflow is '${value}'; allowed: ${WORKFLOWS.join(", ")}`);
  return workflow;
}

function readWhole(name: string, value: string, least: number, most: number): number {
  if (/^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value);
  throw new UsageError(`--${name} is '${value}'; allowed: a whole number from ${least} to ${most}`);
}

function readRetain(value: string): number {
  if (/^\d+$/.test(value) && Number.isSafeInteger(Number(value)) && Number(value) > 0) return Number(value);
  throw new UsageError(`--retain is '${value}'; allowed: a whole number from 1`);
}

function readData(value: string): string {
  if (value === "")
    throw new UsageError("--data is ''; allowed: a directory, which is made if it is not there");
  const directory = path.resolve(value);
  if (!existsSync(directory) || statSync(directory).isDirectory()) return directory;
  throw new UsageError(`--data is '${value}', which is not a directory`);
}

function readMocks(path: string): FaultPlan {
  try {
    return readPlanFile(path);
  } catch (error) {
    if (!(error instanceof FaultPlanError)) throw error;
    throw new UsageError(`--mocks ${error.message}`);
  }
}

function readTimeMode(value: unknown = "real"): TimeMode {
  if (value === "real" || value === "skip") return { kind: value };
  const factor = Number(/^x(\d+(\.\d+)?)$/.exec(String(value))?.[1]);
  if (factor > 0 && Number.isFinite(factor)) return { kind: "scaled", factor };
  throw new UsageError(`--time is '${value}'; allowed: real, skip, or xN such as x60`);
}
