import type { Codec } from "../aws/protocols/awsJson";
import { awsQuery } from "../aws/protocols/query";
import {
  AwsError,
  type Caller,
  type Requirement,
  type Service,
  type ServiceCall,
  type Session,
} from "../aws/service";
import { assumeRoleRequirement, type Iam } from "./iam";

const MIN_DURATION_SECONDS = 900;
const MAX_DURATION_SECONDS = 43_200;
const DEFAULT_DURATION_SECONDS = 3600;
/** Of a user's session. */
const MAX_USER_SECONDS = 129_600;
/** What would change the permissions of a session: it is refused instead of dropped. */
const UNSUPPORTED = ["Policy", "PolicyArns", "SerialNumber", "TokenCode", "ProvidedContexts"];

/**
 * AWS STS ({@link https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html}): the caller's identity, and
 * sessions of roles.
 */
export class Sts implements Service {
  readonly signingName = "sts";
  readonly operationNames = new Set([
    "AssumeRole",
    "GetAccessKeyInfo",
    "GetCallerIdentity",
    "GetSessionToken",
  ]);
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
    if (operation === "GetAccessKeyInfo") return [{ action: "sts:GetAccessKeyInfo", resource: "*" }];
    if (operation !== "AssumeRole") return [];
    const { roleArn, sessionName, externalId } = readAssumeRole(input);
    return [
      assumeRoleRequirement(roleArn, { sessionName, ...(externalId === undefined ? {} : { externalId }) }),
    ];
  }

  async invoke({ operation, input }: ServiceCall, caller: Caller): Promise<Record<string, unknown>> {
    switch (operation) {
      case "AssumeRole":
        return this.assumeRole(input);
      case "GetAccessKeyInfo":
        return this.getAccessKeyInfo(input);
      case "GetSessionToken":
        return this.getSessionToken(input, caller);
      default:
        return getCallerIdentity(caller);
    }
  }

  private getAccessKeyInfo({ AccessKeyId }: Record<string, unknown>): Record<string, unknown> {
    if (typeof AccessKeyId !== "string" || !/^\w{1,128}$/.test(AccessKeyId)) {
      throw invalid("accessKeyId", AccessKeyId, "Member must satisfy regular expression pattern: [\\w]*");
    }
    const known = this.iam.sessions.find(AccessKeyId);
    if (known) return { Account: known.caller.accountId };
    throw new AwsError("ValidationError", `The access key ${AccessKeyId} is not known on this machine.`);
  }

  /** Temporary credentials of the administrator. */
  private getSessionToken(input: Record<string, unknown>, caller: Caller): Record<string, unknown> {
    if (caller.arn !== this.iam.sessions.administrator.arn) {
      throw new AwsError("AccessDenied", "Cannot call GetSessionToken with session credentials", 403);
    }
    refuseUnsupported(input);
    const seconds = readDuration(input.DurationSeconds ?? String(MAX_DURATION_SECONDS), MAX_USER_SECONDS);
    return { Credentials: credentialsOf(this.iam.sessions.open(caller, seconds)) };
  }

  private assumeRole(input: Record<string, unknown>): Record<string, unknown> {
    const { roleArn, sessionName, durationSeconds } = readAssumeRole(input);
    const session = this.iam.openSession(roleArn, sessionName, durationSeconds);
    const { maxSessionDuration = MAX_DURATION_SECONDS } = this.iam.registry.findRole(roleArn) ?? {};
    if (durationSeconds > maxSessionDuration) {
      throw new AwsError(
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
      );
    }
    const { caller } = session;
    return {
      AssumedRoleUser: { AssumedRoleId: userId(caller), Arn: caller.arn },
      Credentials: credentialsOf(session),
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
  refuseUnsupported(input);
  const durationSeconds = readDuration(DurationSeconds, MAX_DURATION_SECONDS);
  const externalId = typeof ExternalId === "string" ? { externalId: ExternalId } : {};
  return { roleArn: RoleArn, sessionName: RoleSessionName, durationSeconds, ...externalId };
}

function readDuration(given: unknown, maximum: number): number {
  const seconds = typeof given === "object" ? Number.NaN : Number(given);
  if (seconds >= MIN_DURATION_SECONDS && seconds <= maximum) return seconds;
  throw invalid(
    "durationSeconds",
    given,
    `Member must have a value between ${MIN_DURATION_SECONDS} and ${maximum}`,
  );
}

function refuseUnsupported(input: Record<string, unknown>): void {
  const member = UNSUPPORTED.find((name) => input[name] !== undefined && input[name] !== "");
  if (member !== undefined)
    throw new AwsError("ValidationError", `${member} is not supported on this machine.`);
}

const credentialsOf = ({ credentials, expiration }: Session) => ({
  AccessKeyId: credentials.accessKeyId,
  SecretAccessKey: credentials.secretAccessKey,
  SessionToken: credentials.sessionToken,
  Expiration: new Date(expiration ?? 0),
});

function invalid(member: string, value: unknown, constraint: string): AwsError {
  const found = typeof value === "string" ? `'${value}'` : "null";
  const message = `1 validation error detected: Value ${found} at '${member}' failed to satisfy constraint: ${constraint}`;
  return new AwsError("ValidationError", message);
}
