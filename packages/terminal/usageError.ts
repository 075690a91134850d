/** The caller passed an option or argument that is not allowed. The message names it, its value and what is allowed. Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
