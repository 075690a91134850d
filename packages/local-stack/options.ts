import type { FaultPlan } from "../local-cloud";
import { flag, type Option, UsageError } from "../terminal";
import type { InspectOptions } from "./inspectedFunctions";
import { readData, readIam, readPort, readProgram, readRetained, readTime, readValues } from "./settings";

/** Options of commands that run a stack. What they read is what `startLocalStack` takes. */

export const stackOption = (defaultStack = "dev"): Option<string> => ({
  value: "NAME",
  description: `the stack to run, of Pulumi.NAME.yaml (default: ${defaultStack})`,
  read: (value = defaultStack) => value,
});

export const programOption: Option<string | undefined> = {
  value: "DIR",
  description:
    "the Pulumi program to run, the folder of its Pulumi.yaml (default: that of the current folder)",
  read: ifGiven(readProgram),
};

export const iamOption: Option<"enforce" | "audit" | "off"> = {
  value: "MODE",
  description: "calls that no policy allows: enforce (refuse, the default), audit (record), off",
  read: (value = "enforce", name) => readIam(value, name),
};

export const portOption = (defaultPort: number): Option<number> => ({
  value: "PORT",
  description: `the port on 127.0.0.1 (default: ${defaultPort === 0 ? "a free one" : defaultPort})`,
  read: (value = String(defaultPort), name) => readPort(value, name),
});

export const timeOption: Option<ReturnType<typeof readTime>> = {
  value: "MODE",
  description:
    "real (the default), skip (jump to the next timer when nothing runs) or xN (N times as fast, while nothing runs)",
  read: (value = "real", name) => readTime(value, name),
};

export const valuesOption: Option<string | undefined> = {
  value: "FILE",
  description:
    "what the program reads of its account, of other stacks and of encrypted configuration (default: Pulumi.NAME.local.yaml)",
  read: ifGiven(readValues),
};

export const configOption: Option<Record<string, string>> = {
  value: "KEY=VALUE",
  description: "configuration over the stack's; may be repeated",
  repeatable: true,
  read: (_value, name, values) => Object.fromEntries(values.map((value) => readEntry(value, name))),
};

function readEntry(value: string, name: string): [key: string, value: string] {
  const [, key = "", text = ""] = /^([^=]+)=([\s\S]*)$/.exec(value) ?? [];
  if (key) return [key, text];
  throw new UsageError(`${name} is '${value}'; allowed: KEY=VALUE, such as shop:size=3`);
}

/** For {@link readTypecheck}. */
export const typecheckOptions = {
  typecheck: flag("refuse what TypeScript refuses, as `pulumi up` does (the default where CI is set)"),
  "no-typecheck": flag("run the program without checking its types (the default elsewhere)"),
};

/** Whether the types of the program are checked. */
export function readTypecheck(given: { typecheck: boolean; "no-typecheck": boolean }): boolean {
  if (given.typecheck && given["no-typecheck"])
    throw new UsageError("--typecheck and --no-typecheck are both given; allowed: one of them");
  return given.typecheck || (Boolean(process.env.CI) && !given["no-typecheck"]);
}

export const mocksOption: Option<FaultPlan | undefined> = {
  value: "FILE",
  description: "faults on demand: a mock file of Step Functions Local, or a fault plan",
  read: ifGiven(readMocks),
};

/** For {@link readInspect}. */
export const inspectOptions = {
  inspect: {
    value: "[FUNCTION]",
    description: "open Node's debugger for a function, without a name for all; may be repeated",
    repeatable: true,
    valueOptional: true,
    read: (_value, _name, values) => values,
  } satisfies Option<readonly string[]>,
  "inspect-port": {
    value: "PORT",
    description: "the first debugger's port on 127.0.0.1; others take the next free ones (default: 9229)",
    read: ifGiven(readPort),
  } satisfies Option<number | undefined>,
  "inspect-wait": flag("functions with a debugger load their code only when a client is attached to it"),
};

/** Which functions are debugged, and how; undefined for none. */
export function readInspect(given: {
  inspect: readonly string[];
  "inspect-port"?: number | undefined;
  "inspect-wait": boolean;
}): InspectOptions | undefined {
  const { inspect: functions, "inspect-port": port, "inspect-wait": wait } = given;
  if (functions.length > 0)
    return {
      ...(!functions.includes("") && { functions }),
      ...(port !== undefined && { port }),
      wait,
    };
  if (port === undefined && !wait) return undefined;
  throw new UsageError(`--inspect-${wait ? "wait" : "port"} needs --inspect, which opens the debugger`);
}

export const retainOption: Option<number | undefined> = {
  value: "N",
  description: "how many ended executions are kept, the latest ones (default: 10000)",
  read: ifGiven(readRetained),
};

export const dataOption: Option<string | undefined> = {
  value: "DIR",
  description:
    "store tables, queues, objects and executions in DIR, which is created if it does not exist (default: nothing is stored)",
  read: ifGiven(readData),
};

function ifGiven<T>(
  read: (value: string, name: string) => T,
): (value: string | undefined, name: string) => T | undefined {
  return (value, name) => (value === undefined ? undefined : read(value, name));
}

function readMocks(file: string, name: string): FaultPlan {
  const { FaultPlanError, readPlanFile } = require("../local-cloud") as typeof import("../local-cloud");
  try {
    return readPlanFile(file);
  } catch (error) {
    if (!(error instanceof FaultPlanError)) throw error;
    throw new UsageError(`${name} ${error.message}`);
  }
}
