import { AwsError } from "../aws/service";

/** Errors of the IAM API, with AWS's messages. */
export const noSuchEntity = (message: string) => new AwsError("NoSuchEntity", message, 404);

export const entityExists = (what: string) =>
  new AwsError("EntityAlreadyExists", `${what} already exists.`, 409);

export const deleteConflict = (message: string) => new AwsError("DeleteConflict", message, 409);

export const limitExceeded = (message: string) => new AwsError("LimitExceeded", message, 409);

export const invalidInput = (message: string) => new AwsError("InvalidInput", message);

/** For a member that the API's model does not allow. */
export function invalidMember(value: unknown, member: string, must: string): AwsError {
  const found = value === undefined ? "null" : `'${value}'`;
  return validationError(
    `1 validation error detected: Value ${found} at '${member}' failed to satisfy constraint: Member must ${must}`,
  );
}

export const validationError = (message: string) => new AwsError("ValidationError", message);
