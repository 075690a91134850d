import { type LocalCloud, permissionDocument } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import type { Deployer } from "./deployer";
import { present } from "./present";
import { Properties, text } from "./properties";

/** The function, or the version or alias of it, that a permission is for. */
function functionArn(resource: Resource, { region, accountId }: LocalCloud): string {
  const inputs = Properties.inputsOf(resource);
  const name = inputs.text("function");
  const qualifier = inputs.optionalText("qualifier");
  const arn = name.startsWith("arn:") ? name : `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  return qualifier ? `${arn}:${qualifier}` : arn;
}

/** A statement of a function's own policy ({@link https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html}). */
const permission: Deployer = {
  create(resource, { cloud }) {
    const inputs = Properties.inputsOf(resource);
    const arn = functionArn(resource, cloud);
    const StatementId = text(resource, "statementId");
    const input = {
      StatementId,
      Action: text(resource, "action"),
      Principal: text(resource, "principal"),
      ...present({
        SourceArn: inputs.optionalText("sourceArn"),
        SourceAccount: inputs.optionalText("sourceAccount"),
        PrincipalOrgID: inputs.optionalText("principalOrgId"),
        FunctionUrlAuthType: inputs.optionalText("functionUrlAuthType"),
      }),
    };
    cloud.iam.registry.putResourcePolicy(arn, permissionDocument(input, arn), StatementId);
  },
  delete(resource, { cloud }) {
    cloud.iam.registry.deleteResourcePolicy(functionArn(resource, cloud), text(resource, "statementId"));
  },
};

export const lambdaPermissions: Record<string, Deployer> = {
  "aws:lambda/permission:Permission": permission,
};
