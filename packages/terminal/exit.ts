import { UsageError } from "./usageError";

/** Exit codes of command lines. */
export const EXIT = {
  ok: 0,
  /** The command failed: an execution did not succeed, a service answered with an error. */
  failed: 1,
  /** A wrong command line, a stack without outputs, no credentials. */
  usage: 2,
} as const;

/** The command was ended from outside: by a signal, or because no one reads what it prints any more. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  constructor(
    by: NodeJS.Signals | "EPIPE",
    readonly exitCode: number,
  ) {
    super(`ended by ${by}`);
  }
}

/** No call is possible without valid credentials. The names are AWS's and the SDK's. */
const CREDENTIAL_ERRORS = new Set([
  "CredentialsProviderError",
  "ExpiredTokenException",
  "TokenProviderError",
  "UnrecognizedClientException",
]);

export function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) return error.exitCode;
  const { name } = error as Error;
  return error instanceof UsageError || CREDENTIAL_ERRORS.has(name) ? EXIT.usage : EXIT.failed;
}

/** What an error says: an AWS error with its name, a failed connection with its cause. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { name, message, cause } = error;
  if ("$fault" in error || CREDENTIAL_ERRORS.has(name)) return `${name}: ${message}`;
  if (name === "TypeError" && cause instanceof Error) return `${message}: ${cause.message || cause.name}`;
  return message;
}

/** What `--verbose` prints below an error. */
export const traceOf = (error: unknown): string | undefined =>
  (error as { details?: { trace?: string } } | undefined)?.details?.trace || (error as Error).stack;
