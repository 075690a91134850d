import type { Codec } from "../aws/protocols/awsJson";
import { awsQuery } from "../aws/protocols/query";
import { AwsError, type Caller, type Requirement, type Service, type ServiceCall } from "../aws/service";
import { assumeRoleRequirement, type Iam } from "./iam";

const MIN_DURATION_SECONDS = 900;
const MAX_DURATION_SECONDS = 43_200;
const DEFAULT_DURATION_SECONDS = 3600;

/**
 * AWS STS ({@link https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html}): the caller's identity, and
 * sessions of roles.
 */
export class Sts implements Service {
  readonly signingName = "sts";
  readonly operationNames = new Set(["GetCallerIdentity", "AssumeRole"]);
  readonly protocol = "query";
  private readonly codec: Codec = awsQuery({
    namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    version: "2011-06-15",
    operations: this.operationNames,
  });
  readonly decode = this.codec.decode;
  readonly encode = this.codec.encode;
  readonly encodeError = this.codec.encodeError;

  constructor(private readonly iam: Iam) {}

  requirements({ operation, input }: ServiceCall): Requirement[] {
    if (operation !== "AssumeRole") return [];
    const { roleArn, sessionName, externalId } = readAssumeRole(input);
    return [
      assumeRoleRequirement(roleArn, { sessionName, ...(externalId === undefined ? {} : { externalId }) }),
    ];
  }

  async invoke({ operation, input }: ServiceCall, caller: Caller): Promise<Record<string, unknown>> {
    return operation === "AssumeRole" ? this.assumeRole(input) : getCallerIdentity(caller);
  }

  private assumeRole(input: Record<string, unknown>): Record<string, unknown> {
    const { roleArn, sessionName, durationSeconds } = readAssumeRole(input);
    const { caller, credentials, expiration } = this.iam.openSession(roleArn, sessionName, durationSeconds);
    return {
      AssumedRoleUser: { AssumedRoleId: userId(caller), Arn: caller.arn },
      Credentials: {
        AccessKeyId: credentials.accessKeyId,
        SecretAccessKey: credentials.secretAccessKey,
        SessionToken: credentials.sessionToken,
        Expiration: new Date(expiration ?? 0),
      },
    };
  }
}

function getCallerIdentity(caller: Caller): Record<string, unknown> {
  return { Arn: caller.arn, UserId: userId(caller), Account: caller.accountId };
}

/** `ROLE:SESSION` for a session. */
function userId({ arn }: Caller): string {
  return arn.slice(arn.indexOf("/") + 1).replace("/", ":");
}

interface AssumeRoleInput {
  roleArn: string;
  sessionName: string;
  durationSeconds: number;
  externalId?: string;
}

function readAssumeRole(input: Record<string, unknown>): AssumeRoleInput {
  const { RoleArn, RoleSessionName, DurationSeconds = String(DEFAULT_DURATION_SECONDS), ExternalId } = input;
  if (typeof RoleArn !== "string" || !/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/.test(RoleArn)) {
    throw invalid("roleArn", RoleArn, "Member must be the ARN of a role");
  }
  if (typeof RoleSessionName !== "string" || !/^[\w+=,.@-]{2,64}$/.test(RoleSessionName)) {
    throw invalid(
      "roleSessionName",
      RoleSessionName,
      "Member must satisfy regular expression pattern: [\\w+=,.@-]{2,64}",
    );
  }
  const durationSeconds = typeof DurationSeconds === "object" ? Number.NaN : Number(DurationSeconds);
  if (!(durationSeconds >= MIN_DURATION_SECONDS && durationSeconds <= MAX_DURATION_SECONDS)) {
    const range = `Member must have a value between ${MIN_DURATION_SECONDS} and ${MAX_DURATION_SECONDS}`;
    throw invalid("durationSeconds", DurationSeconds, range);
  }
  const externalId = typeof ExternalId === "string" ? { externalId: ExternalId } : {};
  return { roleArn: RoleArn, sessionName: RoleSessionName, durationSeconds, ...externalId };
}

function invalid(member: string, value: unknown, constraint: string): AwsError {
  const found = typeof value === "string" ? `'${value}'` : "null";
  const message = `1 validation error detected: Value ${found} at '${member}' failed to satisfy constraint: ${constraint}`;
  return new AwsError("ValidationError", message);
}
