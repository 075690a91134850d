import type { ResourceValidationPolicy } from "@pulumi/policy";
import { type Condition, limits, limitsCallers, limitsSources, namesSomebody } from "./conditions";
import { ofPolicies, RESOURCE_POLICIES } from "./places";
import { allowing, isEveryone } from "./policyDocument";
import { isGiven, ofTypes } from "./validation";

export const namedPrincipals: ResourceValidationPolicy = {
  name: "named-principals",
  description:
    "Policies of buckets, queues, topics, keys, secrets, event buses and the like name whom they allow something, or have conditions that " +
    "do: accounts, an organization, a network. " +
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
  enforcementLevel: "mandatory",
  validateResource: ofPolicies(RESOURCE_POLICIES, (documents, report) => {
    for (const statement of allowing(documents)) {
      if (isEveryone(statement) && !limitsCallers(statement.conditions)) {
        const { sid, actions } = statement;
        report(
          `${sid} allows everyone ${actions.join(", ")}; name the principals, or add a condition on them`,
        );
      }
    }
  }),
};

/** Whether a key is used only for the data of a resource that is named: `kms:EncryptionContext:aws:logs:arn`. */
const limitsContext = (conditions: readonly Condition[]): boolean => {
  const contexts = conditions
    .map(({ key }) => key)
    .filter((key) => /^kms:encryptioncontext:.*arn$/.test(key));
  return limits(conditions, contexts, (value) => namesSomebody(value, "aws:sourcearn"));
};

export const serviceAccessConditions: ResourceValidationPolicy = {
  name: "service-access-conditions",
  description:
    "Policies that let a service use a bucket, a queue, a topic or a key name the account or the resources that it is for (aws:SourceAccount, aws:SourceArn): the service cannot be made to use them on behalf of someone else. " +
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
  enforcementLevel: "mandatory",
  validateResource: ofPolicies(RESOURCE_POLICIES, (documents, report) => {
    for (const { sid, principals, conditions } of allowing(documents)) {
      const { Service: services = [] } = principals;
      if (services.length > 0 && !limitsSources(conditions) && !limitsContext(conditions)) {
        report(
          `${sid} lets ${services.join(", ")} in without a condition on aws:SourceAccount or aws:SourceArn`,
        );
      }
    }
  }),
};

interface Permission {
  principal: string;
  sourceAccount?: string;
  sourceArn?: string;
  principalOrgId?: string;
  functionUrlAuthType?: string;
}

/** Whether a permission is for calls of an account, a resource of one, or an organization. */
const namesCallers = (permission: Permission): boolean =>
  isGiven(() => namesSomebody(permission.sourceAccount ?? "", "aws:sourceaccount")) ||
  isGiven(() => namesSomebody(permission.sourceArn ?? "", "aws:sourcearn")) ||
  isGiven(() => namesSomebody(permission.principalOrgId ?? "", "aws:principalorgid"));

export const namedInvokers: ResourceValidationPolicy = {
  name: "named-invokers",
  description:
    "A permission to invoke a function names who may: an account, a role, or a service together with the account or the resource that it " +
    "calls for. https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html",
  enforcementLevel: "mandatory",
  validateResource: ofTypes<Permission>(["aws:lambda/permission:Permission"], ({ props }, report) => {
    const { principal } = props;
    const isService = principal.endsWith(".amazonaws.com") || principal.endsWith(".amazonaws.com.cn");
    if (!isService && !/[*?]/.test(principal)) return;
    if (namesCallers(props)) return;
    const who = isService ? `${principal}, on behalf of anyone,` : "everyone";
    report(`${who} may invoke the function; set sourceArn, sourceAccount or principalOrgId`);
  }),
};

/** What is shared with an account by a property of a resource: by type token, whether everyone has it. */
const SHARED: Record<string, (props: Record<string, unknown>) => boolean> = {
  "aws:lambda/layerVersionPermission:LayerVersionPermission": ({ principal, organizationId }) =>
    principal === "*" && !organizationId,
  "aws:cloudwatch/eventPermission:EventPermission": ({ principal, condition }) =>
    principal === "*" && !condition,
  "aws:ec2/amiLaunchPermission:AmiLaunchPermission": ({ group }) => group === "all",
  "aws:rds/snapshot:Snapshot": ({ sharedAccounts }) => isForAll(sharedAccounts),
  "aws:rds/clusterSnapshot:ClusterSnapshot": ({ sharedAccounts }) => isForAll(sharedAccounts),
  "aws:ssm/document:Document": ({ permissions }) =>
    String((permissions as Record<string, unknown> | undefined)?.account_ids ?? "").toLowerCase() === "all",
};

const isForAll = (accounts: unknown): boolean => Array.isArray(accounts) && accounts.includes("all");

export const namedSharing: ResourceValidationPolicy = {
  name: "named-sharing",
  description:
    "Layers, event buses, images, snapshots and documents are shared with accounts or an organization, not with everyone. " +
    "https://docs.aws.amazon.com/lambda/latest/dg/permissions-layer-cross-account.html",
  enforcementLevel: "mandatory",
  validateResource: ofTypes<Record<string, unknown>>(Object.keys(SHARED), ({ type, props }, report) => {
    if (SHARED[type]!(props)) report("it is shared with everyone; name the accounts or the organization");
  }),
};
