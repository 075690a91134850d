import { checkRange, constraint } from "../../aws/constraints";
import { parseJson } from "../../aws/parseJson";
import { validation } from "./errors";
import { checkTemplate, type InputSettings } from "./targetInput";

/** A rule's target, in the API's terms. */
export interface Target extends InputSettings {
  Id: string;
  Arn: string;
  /** The role that calls the target. Default: the target's own policy must allow EventBridge. */
  RoleArn?: string;
  RetryPolicy?: { MaximumRetryAttempts?: number; MaximumEventAgeInSeconds?: number };
  DeadLetterConfig?: { Arn?: string };
  SqsParameters?: { MessageGroupId: string };
}

/** The services whose resources can be called here, by the service in an ARN. */
export const TARGET_SERVICES = ["events", "lambda", "logs", "sns", "sqs", "states"] as const;

export type TargetService = (typeof TARGET_SERVICES)[number];

export const targetService = (arn: string): TargetService | undefined =>
  TARGET_SERVICES.find((service) => service === arn.split(":")[2]);

/** Throws `ValidationException`. */
export function checkTarget(target: Target, index: number): void {
  const { Id, Arn, RoleArn, Input, InputPath, InputTransformer, RetryPolicy = {} } = target;
  const member = `targets.${index + 1}.member.id`;
  if (!/^[.\-_A-Za-z0-9]+$/.test(Id)) {
    throw constraint(Id, member, "satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+");
  }
  if (Id.length > 64) throw constraint(Id, member, "have length less than or equal to 64");
  if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+/.test(Arn)) {
    throw validation("Parameter Arn is not valid. Reason: Provided Arn is not in correct format.");
  }
  const service = targetService(Arn);
  if (!service) {
    const allowed = TARGET_SERVICES.join(", ");
    throw validation(`The target ${Arn} cannot be called on this machine; allowed: resources of ${allowed}`);
  }
  if (service === "states" && !RoleArn) throw validation(`RoleArn is required for target ${Arn}.`);
  if ([Input, InputPath, InputTransformer].filter(Boolean).length > 1) {
    throw validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  }
  if (Input && !isJson(Input)) throw validation(`JSON syntax error in input for target ${Id}.`);
  if (InputTransformer) checkTemplate(Id, InputTransformer);
  checkRange(RetryPolicy.MaximumRetryAttempts, "targets.1.member.retryPolicy.maximumRetryAttempts", 0, 185);
  checkRange(
    RetryPolicy.MaximumEventAgeInSeconds,
    "targets.1.member.retryPolicy.maximumEventAgeInSeconds",
    60,
    86_400,
  );
}

function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
