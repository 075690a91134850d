import { flag, type Option, textOption, UsageError } from "../../packages/terminal";
import { DEFAULT_ENDPOINT } from "./runningStacks";

/** The options of every command that works on a stack: which one, and how results are printed. */
export const PLACE_OPTIONS = {
  local: flag("the stack that `workflows dev` runs on this machine for the program of the current folder"),
  stack: textOption("NAME", "a stack of that program, deployed to AWS by Pulumi"),
  program: textOption("DIR", "the program's folder, in place of the current one"),
  endpoint: textOption("URL", `with --local: the stack at this address, such as ${DEFAULT_ENDPOINT}`),
  json: flag("print results as JSON, one per line"),
};

/** How a stack is named in the usage of a command. */
export const PLACE_USAGE = "(--local | --stack NAME) [options]";

/** Seconds to wait; a positive number. */
export const secondsOption = (description: string): Option<number | undefined> => ({
  value: "SECONDS",
  description,
  read: readPositive,
});

/** How many; a whole number from 1. */
export const countOption = <T extends number | undefined>(
  description: string,
  otherwise: T,
): Option<number | T> => ({
  value: "NUMBER",
  description,
  read(value, name) {
    if (value === undefined) return otherwise;
    if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
    throw new UsageError(`${name} is '${value}'; allowed: a whole number from 1`);
  },
});

function readPositive(value: string | undefined, name: string): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value.trim() !== "" && number > 0 && Number.isFinite(number)) return number;
  throw new UsageError(`${name} is '${value}'; allowed: a number above 0`);
}

/** Indefinitely if nothing is given. */
export const milliseconds = (seconds: number | undefined): number =>
  seconds === undefined ? Number.POSITIVE_INFINITY : seconds * 1_000;
