import type { ResourceValidationPolicy } from "@pulumi/policy";
import { demanded, type Statement, statementsOf } from "./policyDocument";
import { ofTypes } from "./validation";

interface Role {
  assumeRolePolicy?: unknown;
  managedPolicyArns?: string[];
}

const SOURCE_KEYS = ["aws:SourceAccount", "aws:SourceArn"];

/**
 * The role with which API Gateway writes the logs of a whole account can do nothing else, and AWS documents it without
 * conditions. https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
const isGatewayLogging = ({ managedPolicyArns = [] }: Role): boolean =>
  managedPolicyArns.length === 1 &&
  managedPolicyArns.every((arn) => arn.endsWith("/service-role/AmazonAPIGatewayPushToCloudWatchLogs"));

/** The condition keys that a statement does not restrict. */
const missingKeys = (statement: Statement): string[] =>
  SOURCE_KEYS.filter((key) => {
    const values = demanded(statement, key);
    return values.length === 0 || values.some((value) => /^\**$/.test(value));
  });

export const serviceTrustConditions: ResourceValidationPolicy = {
  name: "service-trust-conditions",
  description:
    "A role that a service may assume names the account and the resources that it is for (aws:SourceAccount, aws:SourceArn): the " +
    "service cannot be made to use it on behalf of someone else. " +
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
  enforcementLevel: "mandatory",
  validateResource: ofTypes<Role>(["aws:iam/role:Role"], ({ props }, report) => {
    if (isGatewayLogging(props)) return;
    for (const statement of statementsOf(props.assumeRolePolicy)) {
      const { Service: services } = statement.principals;
      const missing = missingKeys(statement);
      if (statement.effect === "Allow" && services && missing.length > 0) {
        report(`${services.join(", ")} may assume the role without a condition on ${missing.join(" and ")}`);
      }
    }
  }),
};
