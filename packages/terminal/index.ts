/** What command lines share, those of the local run as well as the client's: neither may import the other. */
export { onInterruption } from "./interruption";
export { type Column, table } from "./table";
export { bad, duration, faint, good, printError, say } from "./terminal";
export { UsageError } from "./usageError";
