import { createHash } from "node:crypto";
import type { ParameterVersion } from "./parameters";

/** As `GetParameter` returns it. */
export const describeValue = (parameter: ParameterVersion, arn: string, decrypted: boolean) => ({
  Name: parameter.name,
  Type: parameter.type,
  Value: shownValue(parameter, decrypted),
  Version: parameter.version,
  LastModifiedDate: parameter.modifiedAt / 1000,
  ARN: arn,
  DataType: "text",
});

/** As `DescribeParameters` returns it. */
export const describeMetadata = (parameter: ParameterVersion, arn: string) => ({
  ...metadata(parameter),
  ARN: arn,
});

/** As `GetParameterHistory` returns it. */
export const describeHistory = (parameter: ParameterVersion, decrypted: boolean) => ({
  ...metadata(parameter),
  Value: shownValue(parameter, decrypted),
  Labels: [...parameter.labels],
});

function metadata(parameter: ParameterVersion) {
  const { name, type, description, keyId, tier, allowedPattern, version, modifiedAt, modifiedBy } = parameter;
  return {
    Name: name,
    Type: type,
    Version: version,
    LastModifiedDate: modifiedAt / 1000,
    LastModifiedUser: modifiedBy,
    Tier: tier ?? "Standard",
    DataType: "text",
    Policies: [],
    ...(description !== undefined && { Description: description }),
    ...(allowedPattern !== undefined && { AllowedPattern: allowedPattern }),
    ...(type === "SecureString" && { KeyId: keyId ?? "alias/aws/ssm" }),
  };
}

function shownValue({ name, type, value, version }: ParameterVersion, decrypted: boolean): string {
  if (type !== "SecureString" || decrypted) return value;
  return createHash("sha512").update(`${name}:${version}`).digest("base64");
}
