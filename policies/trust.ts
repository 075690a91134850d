import type { ResourceValidationPolicy } from "@pulumi/policy";
import { type Condition, limits, limitsCallers, namesSomebody } from "./conditions";
import { ofPolicies } from "./places";
import { allowing, isEveryone, type Statement } from "./policyDocument";

interface Role {
  managedPolicyArns?: string[];
}

const TRUST_POLICIES = {
  "aws:iam/role:Role": ({ assumeRolePolicy }: Record<string, unknown>) => [assumeRolePolicy],
};

const SOURCE_KEYS = ["aws:SourceAccount", "aws:SourceArn"];

/**
 * The role with which API Gateway writes the logs of a whole account can do nothing else, and AWS documents it without
 * conditions. https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
const isGatewayLogging = ({ managedPolicyArns = [] }: Role): boolean =>
  managedPolicyArns.length === 1 &&
  managedPolicyArns.every((arn) => arn.endsWith("/service-role/AmazonAPIGatewayPushToCloudWatchLogs"));

/** The condition keys that a statement does not restrict. */
const missingKeys = ({ conditions }: Statement): string[] =>
  SOURCE_KEYS.filter((key) => !limits(conditions, [key.toLowerCase()], namesSomebody));

export const serviceTrustConditions: ResourceValidationPolicy = {
  name: "service-trust-conditions",
  description:
    "A role that a service may assume names the account and the resources that it is for (aws:SourceAccount, aws:SourceArn): the " +
    "service cannot be made to use it on behalf of someone else. " +
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
  enforcementLevel: "mandatory",
  validateResource: ofPolicies(TRUST_POLICIES, (documents, report, { props }) => {
    if (isGatewayLogging(props)) return;
    for (const statement of allowing(documents)) {
      const { Service: services } = statement.principals;
      const missing = missingKeys(statement);
      if (services && missing.length > 0) {
        report(`${services.join(", ")} may assume the role without a condition on ${missing.join(" and ")}`);
      }
    }
  }),
};

/**
 * The identity providers that give every customer of theirs an audience of their own; with all others, only the subject tells one
 * customer from another. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
const AUDIENCE_KEYS = [
  "cognito-identity.amazonaws.com:aud",
  "accounts.google.com:aud",
  "www.amazon.com:app_id",
  "graph.facebook.com:app_id",
  "saml:aud",
];

/** A value of a federation's condition key that stands for one customer of the provider, or for a part of one. */
const isOneCustomer = (value: string): boolean => {
  // `repo:ORG/REPO:ref:…`, `project_path:GROUP/PROJECT:…`, `organization:ORG:…`: what comes after the kind is the customer.
  const customer = /^[\w-]+:(.*)$/.exec(value)?.[1] ?? value;
  return !/^[*?]/.test(value) && customer !== "" && !/^[*?]/.test(customer) && !/^[^/:]*[*?]/.test(customer);
};

function limitsFederation(conditions: readonly Condition[]): boolean {
  const subjects = conditions.map(({ key }) => key).filter((key) => key.endsWith(":sub"));
  return limits(conditions, [...AUDIENCE_KEYS, ...subjects], isOneCustomer);
}

export const namedTrust: ResourceValidationPolicy = {
  name: "named-trust",
  description:
    "A role names who may assume it: accounts, roles, an organization, services, or subjects of an identity provider. Everyone else has " +
    "AWS accounts and identities too. " +
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
  enforcementLevel: "mandatory",
  validateResource: ofPolicies(TRUST_POLICIES, (documents, report) => {
    for (const statement of allowing(documents)) {
      const { sid, principals, conditions } = statement;
      if (isEveryone(statement) && !limitsCallers(conditions)) {
        report(`${sid} lets everyone assume the role; name them, or add a condition on aws:PrincipalOrgID`);
      }
      if (principals.Federated && !limitsFederation(conditions)) {
        const { Federated: providers } = principals;
        report(
          `${sid} lets everyone of ${providers.join(", ")} assume the role; add a condition on the subject`,
        );
      }
    }
  }),
};
