import { UsageError } from "../../packages/terminal";

/** Exit codes of the command line. */
export const EXIT = {
  ok: 0,
  /** The execution did not succeed, or a service answered with an error. */
  failed: 1,
  /** A wrong command line, an unknown workflow, a stack without outputs, no credentials. */
  usage: 2,
} as const;

/** The command was ended by a signal. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  constructor(
    readonly signal: NodeJS.Signals,
    readonly exitCode: number,
  ) {
    super(`ended by ${signal}`);
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

/** An error as one line, with AWS's name for it, or with the cause of a failed connection. */
export function lineOf(error: unknown): string {
  const { name, message, cause } = error as Error;
  const unnamed = name === "Error" || name === "TypeError" || error instanceof UsageError;
  const reason = unnamed && cause instanceof Error ? `${message}: ${cause.message || cause.name}` : message;
  return (unnamed ? reason : `${name}: ${message}`).replace(/\s*\n\s*/g, " ").trim();
}
