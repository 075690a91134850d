import { AwsError, type Cloud } from "../aws/service";
import type { FunctionCrash } from "../services/lambda/crash";
import { withCrash } from "./functionCrash";

/** The cloud, with every call denied as IAM would deny it. */
export const refusing = (cloud: Cloud): Cloud =>
  withCall(cloud, async (caller, service, operation) => {
    throw new AwsError(
      "AccessDeniedException",
      `User: ${caller.arn} is not authorized to perform: ${service}:${operation} because a fault plan refuses it`,
    );
  });

/** The cloud, with a crash of the next function that is invoked. */
export const crashing = (cloud: Cloud, crash: FunctionCrash): Cloud =>
  withCall(cloud, (...call) => withCrash(crash, () => cloud.call(...call)));

/** The cloud with another way to call its services. */
function withCall(cloud: Cloud, call: Cloud["call"]): Cloud {
  return {
    accountId: cloud.accountId,
    region: cloud.region,
    endpoint: cloud.endpoint,
    authorize: (...args) => cloud.authorize(...args),
    assumeRole: (...args) => cloud.assumeRole(...args),
    call,
  };
}
