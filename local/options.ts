import { parseArgs } from "node:util";
import type { TimeMode } from "./clock";
import { type FaultPlan, FaultPlanError, readPlanFile } from "./faults";
import type { IamMode } from "./iam/iam";
import { UsageError } from "./terminal";

/** What both ways to run the program take. */
export interface Options {
  stack: string;
  iam: IamMode;
  port: number;
  time: TimeMode;
  /** What goes wrong on demand. */
  mocks?: FaultPlan;
  verbose: boolean;
  help: boolean;
}

const IAM_MODES = ["enforce", "audit", "off"] as const;
const DESCRIPTIONS = {
  stack: "NAME    the stack to run, of Pulumi.NAME.yaml (default: dev)",
  iam: "MODE      calls that no policy allows: enforce (refuse, the default), audit (record), off",
  port: "PORT     the port on 127.0.0.1 (default: %PORT%)",
  time: "MODE     real (the default), skip (jump to the next timer when nothing is under way) or xN (N times as fast)",
  mocks: "FILE    faults on demand: a mock file of Step Functions Local, or a fault plan",
  verbose: "      stack traces with errors",
  help: "         this text",
};
type Name = keyof typeof DESCRIPTIONS;

/** A command line: what it is called, what it does, which options it takes. */
export interface Command {
  usage: string;
  purpose: string;
  options: Name[];
  defaultPort: number;
}

/** The `--help` of a command. */
export function helpOf({ usage, purpose, options, defaultPort }: Command): string {
  const port = defaultPort === 0 ? "a free one" : String(defaultPort);
  const lines = options.map((name) => `  --${name} ${DESCRIPTIONS[name].replace("%PORT%", port)}`);
  return [`Usage: ${usage}`, "", purpose, "", "Options:", ...lines].join("\n");
}

/** @throws UsageError that names the option, what was given and what is allowed. */
export function readOptions(command: Command, args: string[]): Options {
  const values = parse(command, args);
  return {
    stack: String(values.stack ?? "dev"),
    iam: readIamMode(values.iam),
    port: readPort(values.port, command.defaultPort),
    time: readTimeMode(values.time),
    ...(values.mocks !== undefined && { mocks: readMocks(String(values.mocks)) }),
    verbose: values.verbose === true,
    help: values.help === true,
  };
}

function parse({ usage, options }: Command, args: string[]): Partial<Record<string, string | boolean>> {
  try {
    return parseArgs({
      args,
      options: Object.fromEntries(
        options.map(
          (name) => [name, { type: name === "verbose" || name === "help" ? "boolean" : "string" }] as const,
        ),
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

function readPort(value: unknown, defaultPort: number): number {
  if (value === undefined) return defaultPort;
  const port = Number(value);
  if (!/^\d+$/.test(String(value)) || port > 65_535) {
    throw new UsageError(`--port is '${value}'; allowed: a number from 0 (a free port) to 65535`);
  }
  return port;
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
  if (factor > 0) return { kind: "scaled", factor };
  throw new UsageError(`--time is '${value}'; allowed: real, skip, or xN such as x60`);
}
