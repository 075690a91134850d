import type { PolicyStatement } from "../states";
import type { Settings } from "./config";
import type { Place } from "./statements";

/**
 * What no deployment may do, whatever else allows it: change the roles that deploy or who may assume them, or touch the
 * bucket and the key of Pulumi's state other than through Pulumi.
 */
export const guard = (
  { partition, accountId }: Place,
  { stateBucket, stateKeyArn }: Pick<Settings, "stateBucket" | "stateKeyArn">,
): PolicyStatement[] => [
  {
    Sid: "KeepDeliveryRoles",
    Effect: "Deny",
    Action: [
      "iam:AttachRolePolicy",
      "iam:CreatePolicyVersion",
      "iam:DeletePolicy",
      "iam:DeletePolicyVersion",
      "iam:DeleteRole",
      "iam:DeleteRolePermissionsBoundary",
      "iam:DeleteRolePolicy",
      "iam:DetachRolePolicy",
      "iam:PassRole",
      "iam:PutRolePermissionsBoundary",
      "iam:PutRolePolicy",
      "iam:SetDefaultPolicyVersion",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
    ],
    Resource: [
      `arn:${partition}:iam::${accountId}:role/delivery-*`,
      `arn:${partition}:iam::${accountId}:policy/delivery-*`,
    ],
  },
  {
    Sid: "KeepIdentityProviders",
    Effect: "Deny",
    Action: [
      "iam:AddClientIDToOpenIDConnectProvider",
      "iam:CreateOpenIDConnectProvider",
      "iam:DeleteOpenIDConnectProvider",
      "iam:RemoveClientIDFromOpenIDConnectProvider",
      "iam:UpdateOpenIDConnectProviderThumbprint",
    ],
    Resource: [`arn:${partition}:iam::${accountId}:oidc-provider/*`],
  },
  {
    Sid: "KeepStateBucket",
    Effect: "Deny",
    Action: [
      "s3:DeleteBucket",
      "s3:DeleteBucketPolicy",
      "s3:DeleteObjectVersion",
      "s3:PutBucketPolicy",
      "s3:PutBucketPublicAccessBlock",
      "s3:PutBucketVersioning",
      "s3:PutEncryptionConfiguration",
      "s3:PutLifecycleConfiguration",
    ],
    Resource: [`arn:${partition}:s3:::${stateBucket}`, `arn:${partition}:s3:::${stateBucket}/*`],
  },
  {
    Sid: "KeepStateKey",
    Effect: "Deny",
    Action: [
      "kms:CreateGrant",
      "kms:DisableKey",
      "kms:DisableKeyRotation",
      "kms:PutKeyPolicy",
      "kms:ScheduleKeyDeletion",
      "kms:UpdateKeyDescription",
    ],
    Resource: [stateKeyArn],
  },
];
