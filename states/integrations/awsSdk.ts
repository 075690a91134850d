import type { InputJson } from "../asl";
import { type TaskFields, type TaskOf, task } from "./task";

/**
 * Calls any action of any service: `awsSdk("eventbridge:putEvents", { Entries: […] }, { End: true })`. Argument names are
 * those of the service's API in PascalCase, whatever case the service itself uses.
 *
 * @param action `service:action`, as in the ARN after `aws-sdk:`; the action starts with a lowercase letter.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function awsSdk<const Fields extends TaskFields>(
  action: `${string}:${string}`,
  args: { readonly [name: string]: InputJson | undefined },
  fields: Fields,
): TaskOf<Fields> {
  return task(`aws-sdk:${action}`, args, fields);
}

/** Like {@link awsSdk}, with the token in the arguments; waits for a response to that token. */
export function awsSdkWaitForTaskToken<const Fields extends TaskFields>(
  action: `${string}:${string}`,
  args: { readonly [name: string]: InputJson | undefined },
  fields: Fields,
): TaskOf<Fields> {
  return task(`aws-sdk:${action}.waitForTaskToken`, args, fields);
}
