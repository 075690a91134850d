import { lookUp } from "../../inputs";
import type { Call, Need } from "../call";
import { iamPrefix } from "../iamPrefixes";
import * as ai from "./ai";
import * as analytics from "./analytics";
import * as apiGateway from "./apiGateway";
import * as compute from "./compute";
import * as data from "./data";
import * as identity from "./identity";
import * as infrastructure from "./infrastructure";
import * as management from "./management";
import * as messaging from "./messaging";
import * as models from "./models";
import { s3 } from "./s3";
import { type Entry, has } from "./table";

/**
 * `aws-sdk:service:action`, by the service's name there: which action IAM checks, and on which resource. Calls that are not in the
 * table are refused by name.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const SDK_RULES: Readonly<Record<string, readonly Entry[]>> = {
  ...ai,
  ...analytics,
  ...apiGateway,
  ...compute,
  ...data,
  ...identity,
  ...infrastructure,
  ...management,
  ...messaging,
  ...models,
  s3,
};

/** What a call through the AWS SDK needs. */
export function sdkNeeds(call: Call, service: string, action: string): Need[] {
  const name = `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
  const prefix = iamPrefix(service);
  if (!prefix) {
    const unknown = `the prefix of aws-sdk:${service} in IAM is not known here and may differ from its name`;
    return [{ actions: [`${service}:${name}`], anyPrefix: true, target: { unknown } }];
  }
  const actions = [`${prefix}:${name}`];
  const entry = lookUp(SDK_RULES, service)?.find((each) => has(each, action));
  if (entry) return entry[1](actions)(call);
  return [{ actions, target: { unknown: `it is not known which resource ${actions[0]} acts on` } }];
}
