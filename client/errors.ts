/**
 * Advice for each error, by AWS's name for it (or Node's code, if there was no response).
 * https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html and each operation's own page.
 */
const ADVICE: Readonly<Record<string, string>> = {
  AccessDeniedException: "Allow this action on this resource in a policy of the caller.",
  ConflictException: "Another change of the state machine is in progress: try again when it is done.",
  CredentialsProviderError:
    "Sign in (aws sso login), or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
  ECONNREFUSED: "Nothing listens at this endpoint: check it, or start the service that should run there.",
  ENOTFOUND: "Check the region, the endpoint and the network.",
  ExecutionAlreadyExists:
    "The name belongs to an execution with another input: choose another name. Names are free again 90 days after the end.",
  ExecutionDoesNotExist:
    "Check the ARN, its region and account. Standard executions are kept for 90 days after their end, Express ones not at all.",
  ExecutionLimitExceeded: "Wait until executions have ended, stop some, or ask AWS to raise the quota.",
  ExecutionNotRedrivable:
    "Only a Standard execution that failed, timed out or was stopped in the last 14 days can be redriven; start a new one.",
  ExpiredTokenException: "Sign in again: the credentials have expired.",
  InvalidArn:
    "Give a full ARN: arn:aws:states:REGION:ACCOUNT:stateMachine:NAME, or …:execution:MACHINE:NAME.",
  InvalidDefinition:
    "Fix the definition; ValidateStateMachineDefinition lists everything that is wrong with it.",
  InvalidExecutionInput: "The input must be JSON of at most 256 KiB.",
  InvalidLoggingConfiguration: "Name one log group whose ARN ends in :*, or turn the logs off.",
  InvalidName:
    'A name has 1 to 80 characters, without spaces, brackets, wildcards and " # % \\ ^ | ~ ` $ & , ; : /.',
  InvalidSignatureException: "Check the secret access key and this machine's clock.",
  InvalidToken: "List again from the start: tokens of a list are valid for 24 hours, and for that list only.",
  KmsAccessDeniedException:
    "Allow kms:Decrypt and kms:GenerateDataKey on the state machine's key to the caller.",
  StateMachineAlreadyExists:
    "A state machine of this name exists already: update it, or choose another name.",
  StateMachineDeleting: "It is deleted when its executions have ended: wait, or choose another name.",
  StateMachineDoesNotExist:
    "Check the ARN, its region and account; find() looks a state machine up by its name.",
  StateMachineLimitExceeded:
    "Delete state machines that are no longer needed, or ask AWS to raise the quota.",
  StateMachineTypeNotSupported:
    "Only Standard executions can be described, listed and stopped; what Express ones did is in their logs.",
  ThrottlingException: "Call less often, or ask AWS to raise the quota.",
  UnrecognizedClientException: "Check the access key: it is unknown to this account.",
  ValidationException: "Correct the argument that the message names.",
};

/**
 * Adds advice to an AWS error. It remains the same object, so that `error.name`, `instanceof` and
 * `$metadata` still work.
 */
export function explain(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, code } = error as NodeJS.ErrnoException;
  const advice = ADVICE[name] ?? (code === undefined ? undefined : ADVICE[code]);
  if (advice && !error.message.endsWith(advice)) {
    const message = (error.message || code || name).replace(/[.\s]+$/, "");
    error.message = `${message}. ${advice}`;
  }
  return error;
}

/** The result of the call; advice is added to what it throws. */
export async function explaining<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw explain(error);
  }
}

/** The items of all pages, one by one; advice is added to what reading a page throws. */
export async function* itemsOf<Page, Item>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => Item[] | undefined,
): AsyncGenerator<Item, void> {
  try {
    for await (const page of pages) yield* items(page) ?? [];
  } catch (error) {
    throw explain(error);
  }
}
