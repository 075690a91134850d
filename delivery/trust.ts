import * as pulumi from "@pulumi/pulumi";

/** The issuer of GitHub Actions' identity tokens, without `https://`. */
export const ISSUER = "token.actions.githubusercontent.com";

/** The tokens' audience, which `aws-actions/configure-aws-credentials` requests. */
export const AUDIENCE = "sts.amazonaws.com";

/** Which jobs may assume a role. */
export interface Jobs {
  /** Subjects of their tokens, exactly. */
  subjects: string[];
  /** The Git ref that the workflow runs for, exactly. Default: any ref with one of the subjects. */
  ref?: string;
}

/**
 * The trust policy of a role for jobs of GitHub Actions. It has no wildcards.
 *
 * @see https://docs.github.com/en/actions/reference/security/oidc
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
export const trustPolicy = (
  identityProviderArn: pulumi.Input<string>,
  { subjects, ref }: Jobs,
): pulumi.Output<string> =>
  pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: identityProviderArn },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${ISSUER}:aud`]: AUDIENCE,
            [`${ISSUER}:sub`]: subjects,
            ...(ref !== undefined && { [`${ISSUER}:ref`]: ref }),
          },
        },
      },
    ],
  });
