import { AwsError } from "../../aws/service";

/** Errors of the EventBridge API, with AWS's messages. */
export const validation = (message: string) => new AwsError("ValidationException", message);

const notFound = (message: string) => new AwsError("ResourceNotFoundException", message);

export const invalidPattern = (reason: string) =>
  new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${reason}`);

export const busNotFound = (name: string) => notFound(`Event bus ${name} does not exist.`);

export const busExists = (name: string) =>
  new AwsError("ResourceAlreadyExistsException", `Event bus ${name} already exists.`);

export const ruleNotFound = (name: string, bus: string) =>
  notFound(`Rule ${name} does not exist on EventBus ${bus}.`);

export const statementNotFound = () => notFound("Statement with the provided id does not exist.");

export const limitExceeded = () =>
  new AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");

/** An operation or a resource that is not served here. */
export const resourceNotFound = (arn: string) => notFound(`${arn} does not exist.`);
