import type { LocalCloud } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import type { Deployer } from "./deployer";
import { Properties, text } from "./properties";

/** The function, or the version or alias of it, that a permission is for. */
function functionArn(resource: Resource, { region, accountId }: LocalCloud): string {
  const inputs = Properties.inputsOf(resource);
  const name = inputs.text("function");
  const qualifier = inputs.optionalText("qualifier");
  const arn = name.startsWith("arn:") ? name : `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  return qualifier ? `${arn}:${qualifier}` : arn;
}

function principalOf(principal: string): "*" | { Service: string } | { AWS: string } {
  if (principal === "*") return "*";
  return principal.endsWith(".amazonaws.com") ? { Service: principal } : { AWS: principal };
}

/** The condition that each further property of a permission sets. */
const CONDITIONS: readonly [property: string, operator: string, key: string][] = [
  ["sourceArn", "ArnLike", "aws:SourceArn"],
  ["sourceAccount", "StringEquals", "aws:SourceAccount"],
  ["principalOrgId", "StringEquals", "aws:PrincipalOrgID"],
  ["functionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"],
];

function conditionOf(resource: Resource): Record<string, Record<string, string>> | undefined {
  const inputs = Properties.inputsOf(resource);
  const condition: Record<string, Record<string, string>> = {};
  for (const [property, operator, key] of CONDITIONS) {
    const value = inputs.optionalText(property);
    if (value) condition[operator] = { ...condition[operator], [key]: value };
  }
  return Object.keys(condition).length > 0 ? condition : undefined;
}

/** A statement of a function's own policy ({@link https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html}). */
const permission: Deployer = {
  create(resource, { cloud }) {
    const arn = functionArn(resource, cloud);
    const statementId = text(resource, "statementId");
    const condition = conditionOf(resource);
    const statement = {
      Sid: statementId,
      Effect: "Allow",
      Principal: principalOf(text(resource, "principal")),
      Action: text(resource, "action"),
      Resource: arn,
      ...(condition ? { Condition: condition } : {}),
    };
    cloud.iam.registry.putResourcePolicy(arn, { Version: "2012-10-17", Statement: [statement] }, statementId);
  },
  delete(resource, { cloud }) {
    cloud.iam.registry.deleteResourcePolicy(functionArn(resource, cloud), text(resource, "statementId"));
  },
};

export const lambdaPermissions: Record<string, Deployer> = {
  "aws:lambda/permission:Permission": permission,
};
