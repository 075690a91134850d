import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../../states";
import { accountOf } from "./account";

/**
 * What a caller needs in addition to use data that a service encrypts with the stack's key: nothing where there is no key.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 *
 * @param resource the encrypted table or bucket
 */
export function useKeyVia(
  service: "dynamodb" | "s3",
  action: "kms:Decrypt" | "kms:GenerateDataKey",
  kmsKeyArn: pulumi.Input<string> | undefined,
  resource: pulumi.Resource,
): PolicyStatement[] {
  if (!kmsKeyArn) return [];
  const { region } = accountOf(resource);
  return [
    {
      Sid: "UseKey",
      Effect: "Allow",
      Action: [action],
      Resource: [kmsKeyArn],
      Condition: {
        StringEquals: { "kms:ViaService": pulumi.interpolate`${service}.${region}.amazonaws.com` },
      },
    },
  ];
}
