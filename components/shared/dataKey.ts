import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../../states";
import type { Account } from "./account";

/**
 * What a caller needs besides of the stack's key, where there is one, to use data that a service encrypts with it.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export function useKeyVia(
  service: "dynamodb" | "s3",
  action: "kms:Decrypt" | "kms:GenerateDataKey",
  kmsKeyArn: pulumi.Input<string> | undefined,
  { region }: Account,
): PolicyStatement[] {
  if (!kmsKeyArn) return [];
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
