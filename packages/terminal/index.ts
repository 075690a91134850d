/** What command lines share, those of the local run as well as the client's: neither may import the other. */
export {
  type Argument,
  type Command,
  type CommandContext,
  flag,
  type Main,
  type Option,
  type OptionsOf,
  textOption,
} from "./command";
export { EXIT, exitCodeOf, Interrupted, messageOf } from "./exit";
export { colored, type Output, openOutput } from "./output";
export { type NamedCommand, named, readOptions } from "./readCommandLine";
export { type Program, printFailure, runArguments, runCommand, runProgram } from "./runCommand";
export { cut, shortArn } from "./shorten";
export { type Column, type TableOptions, table } from "./table";
export { bad, duration, faint, good, printError, say } from "./terminal";
export { UsageError } from "./usageError";
