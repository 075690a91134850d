import type { PolicyDocument } from "../../aws/policyDocument";
import { AwsError } from "../../aws/service";

interface Statement {
  Effect?: string;
  Principal?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

/** Condition keys with which, if the value is fixed, a statement for everyone is not public. */
const LIMITING = new Set(
  [
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceIp",
    "aws:SourceOwner",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:userid",
    "s3:DataAccessPointAccount",
    "s3:DataAccessPointArn",
  ].map((key) => key.toLowerCase()),
);

/**
 * Throws `AccessDenied` for a policy that is public, as a bucket that blocks them does
 * ({@link https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html}).
 */
export function refusePublicPolicy(policy: PolicyDocument): void {
  const { Statement: given = [] } = policy as unknown as { Statement?: Statement | Statement[] };
  const statements = Array.isArray(given) ? given : [given];
  if (!statements.some(isPublic)) return;
  throw new AwsError(
    "AccessDenied",
    "User is not authorized to perform: s3:PutBucketPolicy because public policies are prevented by the " +
      "BlockPublicPolicy setting in S3 Block Public Access.",
    403,
  );
}

function isPublic({ Effect, Principal, Condition = {} }: Statement): boolean {
  if (Effect !== "Allow" || !namesEverybody(Principal)) return false;
  const keys = Object.values(Condition).flatMap((operator) => Object.keys(operator));
  return !keys.some((key) => LIMITING.has(key.toLowerCase()));
}

function namesEverybody(principal: unknown): boolean {
  if (principal === "*") return true;
  const { AWS } = (principal ?? {}) as { AWS?: string | string[] };
  return [AWS].flat().includes("*");
}
