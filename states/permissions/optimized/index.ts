import { lookUp } from "../../inputs";
import type { Call, Need, Rule } from "../call";
import { analytics } from "./analytics";
import { containers } from "./containers";
import { emr } from "./emr";
import { http } from "./http";
import { media } from "./media";
import { messaging } from "./messaging";
import { sagemaker } from "./sagemaker";
import { stepFunctions } from "./stepFunctions";

/**
 * What optimized integrations need, by `service:action` and, where it matters, `.pattern`: the rules of a service are in the
 * file of its family.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html
 */
export const OPTIMIZED_RULES: Readonly<Record<string, Rule>> = {
  ...analytics,
  ...containers,
  ...emr,
  ...http,
  ...media,
  ...messaging,
  ...sagemaker,
  ...stepFunctions,
};

/** The needs of an optimized integration; one that is not in the table has an unknown target. */
export function optimizedNeeds(call: Call, service: string, action: string, pattern: string): Need[] {
  const name = `${service}:${action}`;
  const rule = lookUp(OPTIMIZED_RULES, `${name}.${pattern}`) ?? lookUp(OPTIMIZED_RULES, name);
  if (rule) return rule(call);
  const actions = [`${service}:${action.charAt(0).toUpperCase()}${action.slice(1)}`];
  return [{ actions, target: { unknown: `${name} is not an integration whose permissions are known` } }];
}
