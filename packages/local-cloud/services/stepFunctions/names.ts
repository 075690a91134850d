import { errors } from "./errors";

// White space, brackets, wildcards, special characters, control characters and surrogates without a partner.
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\ufffe\uffff]|\p{Surrogate}/u;

/**
 * Throws `InvalidName` for a name that a state machine, an execution or an activity cannot have
 * ({@link https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html}).
 */
export function checkName(name: string): void {
  if (FORBIDDEN.test(name)) throw errors.invalidName(name);
}
