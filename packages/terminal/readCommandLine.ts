import createYargs, { type Argv } from "yargs";
import { type ArgumentSet, type Command, type Main, type OptionsOf, optionsOf } from "./command";
import { nearest } from "./nearest";
import { UsageError } from "./usageError";

/** A command of a program that has several. */
export interface NamedCommand<C extends Command = Command> {
  /** The word that it is called by. */
  name: string;
  command: C;
  main: Main<C>;
}

/** Pairs a command with its name and what runs it. */
export const named = <C extends Command>(name: string, command: C, main: Main<C>): NamedCommand =>
  ({ name, command, main }) as unknown as NamedCommand;

/** What was called: the command's name, and its values. `undefined` if help or a completion was printed instead. */
export type Called = { name: string; values: OptionsOf<Command> } | undefined;

const WIDEST_HELP = 100;

/**
 * Reads the command line of a single command, as in `npm start -- --port 0`.
 *
 * @returns undefined if `--help` was given, and printed
 * @throws UsageError that names what was given and what is allowed.
 */
export function readOptions<C extends Command>(
  command: C,
  args: readonly string[],
): OptionsOf<C> | undefined {
  const yargs = withOptions(configured(args), command, args);
  return valuesOf(command, yargs.parseSync(), command.usage) as OptionsOf<C> | undefined;
}

/**
 * Reads the command line of a program that has several commands, as in `workflows list payment --local`. `--help` and
 * `completion` print.
 *
 * @throws UsageError that names what was given and what is allowed.
 */
export function readCommandLine(
  program: { name: string; purpose: string; epilogue: string; commands: readonly NamedCommand[] },
  args: readonly string[],
): Promise<Called> | Called {
  const { name: programName, commands } = program;
  const usage = `${programName} COMMAND [options]`;
  let called: Called;
  let current: Command | undefined;
  const yargs = configured(args, () => current)
    .scriptName(programName)
    .usage(`Usage: ${usage}\n\n${program.purpose}`)
    .epilogue(program.epilogue);
  for (const { name, command } of commands) {
    yargs.command({
      command: [name, ...argumentsOf(command)].join(" "),
      describe: command.purpose,
      builder(own) {
        current = command;
        return withOptions(own, command, args);
      },
      handler(parsed) {
        const values = valuesOf(command, parsed, command.usage, name);
        called = values && { name, values };
      },
    });
  }
  yargs.completion("completion", COMPLETION_PURPOSE, completions(commands));
  const names = commands.map((each) => each.name);
  const finished = (parsed: Parsed): Called => {
    if (called || parsed.help || parsed["get-yargs-completions"] !== undefined) return called;
    const [given] = (parsed._ ?? []).map(asTyped);
    if (given === undefined) throw new UsageError(`the command is missing; allowed: ${names.join(", ")}`);
    if (names.includes(String(given)) || given === "completion") return undefined;
    throw new UsageError(
      `there is no command '${given}'${nearest(String(given), names)}; allowed: ${names.join(", ")}`,
    );
  };
  const parsed = yargs.parse() as Parsed | Promise<Parsed>;
  return parsed instanceof Promise ? parsed.then(finished) : finished(parsed);
}

const COMPLETION_PURPOSE = "Print the lines that ~/.bashrc or ~/.zshrc needs for completion";

interface Parsed {
  _?: (string | number)[];
  [name: string]: unknown;
}

const argumentsOf = ({ arguments: all = {} }: Command): string[] =>
  Object.entries(all).map(([name, { optional, repeatable }]) => {
    const word = repeatable ? `${name}..` : name;
    return optional ? `[${word}]` : `<${word}>`;
  });

/** What stands for `-` until it is read: of several words yargs would drop it. No argument of a process can hold it. */
const STDIN = "\0-";
const asTyped = (word: unknown): string => (word === STDIN ? "-" : String(word));

/** @param current the command whose arguments are being read */
const configured = (args: readonly string[], current: () => Command | undefined = () => undefined): Argv =>
  createYargs(args.map((arg) => (arg === "-" ? STDIN : arg)))
    .parserConfiguration({
      "boolean-negation": false,
      "camel-case-expansion": false,
      "dot-notation": false,
      "greedy-arrays": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
      "populate--": true,
    })
    .version(false)
    .locale("en")
    .help("help", "print this text")
    .alias("help", "h")
    .wrap(Math.min(WIDEST_HELP, process.stdout.columns ?? WIDEST_HELP))
    .exitProcess(false)
    .fail((message, error) => {
      // What reading a value throws arrives here too.
      if (error && error.name !== "YError") throw error;
      throw new UsageError(reworded(message ?? error?.message, current()));
    });

/** What yargs says, in the words of the rest. */
function reworded(message: string, command: Command | undefined): string {
  const [, option] = /^Not enough arguments following: (\S+)/.exec(message) ?? [];
  if (option !== undefined) return `--${option} needs a value`;
  const [, given] = /^Not enough non-option arguments: got (\d+)/.exec(message) ?? [];
  const missing = command && Object.entries(command.arguments ?? {})[Number(given)];
  if (!missing) return message;
  const [name, { description }] = missing;
  return `${name.toUpperCase()} is missing: ${description}. Usage: ${command.usage}`;
}

function withOptions(yargs: Argv, command: Command, args: readonly string[]): Argv {
  yargs.usage(`Usage: ${command.usage}\n\n${command.purpose}`);
  for (const [name, { description, repeatable }] of Object.entries(command.arguments ?? {})) {
    yargs.positional(name, { type: "string", array: repeatable === true, describe: description });
  }
  for (const [name, { value, description, repeatable, valueOptional, alias }] of optionsOf(command)) {
    if (alias) yargs.alias(name, alias);
    if (name === "help") continue;
    const labeled = value ? `${value}: ${description}` : description;
    if (value)
      yargs.option(name, {
        string: true,
        requiresArg: !valueOptional,
        array: repeatable === true,
        describe: labeled,
      });
    else yargs.option(name, { boolean: true, describe: labeled });
    if (!value && args.slice(0, endOf(args)).some((arg) => arg.startsWith(`--${name}=`)))
      throw new UsageError(`--${name} takes no value`);
  }
  for (const [commandLine, purpose] of command.examples ?? []) yargs.example(commandLine, purpose);
  return yargs;
}

/** Where the options end. */
const endOf = (args: readonly string[]): number => (args.includes("--") ? args.indexOf("--") : args.length);

/** Everything that a command may be given, read. */
function valuesOf(
  command: Command,
  parsed: Parsed,
  usage: string,
  name?: string,
): OptionsOf<Command> | undefined {
  if (parsed.help || parsed["get-yargs-completions"] !== undefined) return undefined;
  const { arguments: positionals = {} as ArgumentSet } = command;
  const options = optionsOf(command);
  const known = new Set([
    "_",
    "$0",
    "--",
    "h",
    ...options.flatMap(([each, { alias = each }]) => [each, alias]),
    ...Object.keys(positionals),
  ]);
  const allowed = options.map(([each]) => `--${each}`);
  for (const given of Object.keys(parsed).filter((each) => !known.has(each))) {
    const typed = given.length === 1 ? `-${given}` : `--${given}`;
    throw new UsageError(
      `there is no option ${typed}${nearest(typed, allowed)}; allowed: ${allowed.join(", ")}`,
    );
  }
  const words = (parsed._ ?? []).map(asTyped).slice(name === undefined ? 0 : name.split(" ").length);
  if (words.length > 0) throw new UsageError(`'${words.join(" ")}' is not expected here. Usage: ${usage}`);
  const rest = ((parsed["--"] as string[] | undefined) ?? []).map(asTyped);
  if (rest.length > 0 && command.rest === undefined)
    throw new UsageError(`nothing may follow --. Usage: ${usage}`);
  const read: [string, unknown][] = [["--", rest]];
  for (const [each, argument] of Object.entries(positionals)) {
    const typed = [parsed[each] ?? []].flat().map(asTyped);
    read.push([each, argument.read(typed[0], each.toUpperCase(), typed)]);
  }
  for (const [each, option] of options) {
    const given = parsed[each];
    // Of an option without its value yargs makes an empty list.
    const list = Array.isArray(given) && given.length === 0 ? [""] : [given].flat();
    const values = list.filter((value) => value !== undefined && value !== false).map(asTyped);
    read.push([each, option.read(values.at(-1), `--${each}`, values)]);
  }
  return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as OptionsOf<Command>;
}

/** What an argument may be, behind the commands; otherwise the completions of yargs. */
const completions =
  (commands: readonly NamedCommand[]) =>
  (
    current: string,
    { _: words = [] }: Parsed,
    completeOtherwise: () => unknown,
    done: (completions: string[]) => unknown,
  ): unknown => {
    const command = commands.find(({ name }) => name === String(words[1]))?.command;
    const { complete } = Object.values(command?.arguments ?? {})[words.length - 3] ?? {};
    if (!complete || current.startsWith("-")) return completeOtherwise();
    return complete().then((names) => done(names.filter((each) => each.startsWith(current))));
  };
