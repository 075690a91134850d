import { parseArgs } from "node:util";
import { UsageError } from "../terminal";

/** An option of a command line. */
export interface Option<T> {
  /** What its value is called in `--help`: `NAME`. Absent for a flag, which has no value. */
  value?: string;
  /** What `--help` says about it. */
  description: string;
  /**
   * Reads its value; undefined if the option is absent, `"true"` for a flag.
   *
   * @param name as it is typed: `--port`
   * @throws UsageError that names the option, its value and what is allowed.
   */
  read(value: string | undefined, name: string): T;
}

type OptionSet = Record<string, Option<unknown>>;

/** A command line: how it is called, what it does, and its options by name. `--verbose` and `--help` are added to them. */
export interface Command<Options extends OptionSet = OptionSet> {
  usage: string;
  purpose: string;
  options: Options;
}

type Values<Options extends OptionSet> = {
  [Name in keyof Options]: Options[Name] extends Option<infer T> ? T : never;
};

/** The values of a command's options; one that is undefined is absent. */
export type OptionsOf<C> =
  C extends Command<infer Options> ? Values<Options> & Values<typeof COMMON_OPTIONS> : never;

/** An option without a value. */
export const flag = (description: string): Option<boolean> => ({
  description,
  read: (value) => value !== undefined,
});

const COMMON_OPTIONS = {
  verbose: flag("print errors with their stack traces"),
  help: flag("print this text"),
};

const optionsOf = ({ options }: Command): [name: string, option: Option<unknown>][] =>
  Object.entries({ ...options, ...COMMON_OPTIONS });

/** What a command prints for `--help`. */
export function helpOf(command: Command): string {
  const labeled = optionsOf(command).map(
    ([name, { value, description }]) => [`--${name}${value ? ` ${value}` : ""}`, description] as const,
  );
  const width = Math.max(...labeled.map(([label]) => label.length));
  const lines = labeled.map(([label, description]) => `  ${label.padEnd(width)}  ${description}`);
  return [`Usage: ${command.usage}`, "", command.purpose, "", "Options:", ...lines].join("\n");
}

/** @throws UsageError that names the option, its value and what is allowed. */
export function readOptions<C extends Command>(command: C, args: string[]): OptionsOf<C> {
  const values = parse(command, args);
  const read = optionsOf(command).map(
    ([name, option]) => [name, option.read(values[name]?.toString(), `--${name}`)] as const,
  );
  return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as OptionsOf<C>;
}

function parse(command: Command, args: string[]): Partial<Record<string, string | boolean>> {
  try {
    return parseArgs({
      args,
      options: Object.fromEntries(
        optionsOf(command).map(
          ([name, { value }]) => [name, { type: value ? "string" : "boolean" }] as const,
        ),
      ),
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nUsage: ${command.usage}; --help lists the options`);
  }
}
