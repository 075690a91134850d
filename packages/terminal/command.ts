import type { Output } from "./output";

/** An option of a command. */
export interface Option<T> {
  /** What its value is called in `--help`: `NAME`. Absent for a flag, which has no value. */
  value?: string;
  /** What `--help` says about it. */
  description: string;
  /** A letter that does the same: `f` for `-f`. */
  alias?: string;
  /** Whether it may be repeated. */
  repeatable?: boolean;
  /** Whether its value may be absent: it is then read as `""`. */
  valueOptional?: boolean;
  /**
   * Reads its value; undefined if the option is absent, `"true"` for a flag.
   *
   * @param name as it is typed: `--port`
   * @param values all values of an option that is repeated
   * @throws UsageError that names the option, its value and what is allowed.
   */
  read(value: string | undefined, name: string, values: readonly string[]): T;
}

/** A word behind the command's name. */
export interface Argument<T> {
  /** What `--help` says about it. */
  description: string;
  /** Whether it may be absent; it is then read as undefined. Only the last one may. */
  optional?: boolean;
  /** Whether several words may be given. Only the last one may. */
  repeatable?: boolean;
  /** What completion offers for it. Default: nothing. */
  complete?(): Promise<readonly string[]>;
  /**
   * Reads it.
   *
   * @param values all words of an argument that is repeated
   * @throws UsageError that names it and what is allowed.
   */
  read(value: string | undefined, name: string, values: readonly string[]): T;
}

export type OptionSet = Record<string, Option<unknown>>;
export type ArgumentSet = Record<string, Argument<unknown>>;

/**
 * A command: how it is called, what it does, its arguments in order and its options by name. `--verbose` and `--help` are
 * added to them. Its values are read before it is loaded.
 */
export interface Command<Options extends OptionSet = OptionSet, Arguments extends ArgumentSet = ArgumentSet> {
  /** `npm start -- [options]`, `workflows start MACHINE [options]` */
  usage: string;
  purpose: string;
  options: Options;
  arguments?: Arguments;
  /** What `--` may be followed by, which is passed on as it is: `COMMAND…`. Default: nothing may follow. */
  rest?: string;
  /** Command lines to show in the help, each with what it does. */
  examples?: readonly (readonly [commandLine: string, purpose: string])[];
}

type Values<Set extends Record<string, { read(...args: never[]): unknown }>> = {
  [Name in keyof Set]: ReturnType<Set[Name]["read"]>;
};

/** The values of a command's options and arguments; one that is undefined is absent. `--` is what follows it. */
export type OptionsOf<C> =
  C extends Command<infer Options, infer Arguments>
    ? Values<Options> &
        (string extends keyof Arguments ? object : Values<Arguments>) &
        Values<typeof COMMON_OPTIONS> & { "--": readonly string[] }
    : never;

/** An option without a value. */
export const flag = (description: string): Option<boolean> => ({
  description,
  read: (value) => value !== undefined,
});

/** A text of any kind. */
export const textOption = (value: string, description: string): Option<string | undefined> => ({
  value,
  description,
  read: (given) => given,
});

export const COMMON_OPTIONS = {
  verbose: flag("print errors with their stack traces"),
  help: flag("print this text"),
};

export const optionsOf = ({ options }: Command): [name: string, option: Option<unknown>][] =>
  Object.entries({ ...options, ...COMMON_OPTIONS });

/** What a running command may use. */
export interface CommandContext {
  /** Aborted with {@link Interrupted} by Ctrl-C. The command cleans up and ends. */
  readonly signal: AbortSignal;
  /** Where results and progress go. */
  readonly output: Output;
  /** Has `stop` called at Ctrl-C: the process ends when all that were given have resolved, whatever the command does. */
  onStop(stop: () => Promise<void>): void;
}

/** Runs a command. Resolves to the exit code. */
export type Main<C> = (values: OptionsOf<C>, context: CommandContext) => Promise<number>;
