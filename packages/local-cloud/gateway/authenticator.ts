import type { Clock } from "../aws/clock";
import { AwsError, type ProtocolFamily } from "../aws/service";
import type { KnownKey, Sessions } from "../iam/sessions";
import { type Claim, IncompleteSignature, MAX_SKEW_MS } from "./claim";
import type { ReceivedRequest } from "./httpMessage";
import { readSignatureV2 } from "./sigv2";
import { readSignatureV4 } from "./sigv4";
import { readFormSignature } from "./uploadForm";

/** Why a request could not be authenticated. */
type Failure = "missing" | "incomplete" | "unknownKey" | "expiredToken" | "signature" | "expiredRequest";

type ErrorName = readonly [code: string, status: number];

/** The set of error names that a protocol's clients know. */
type Dialect = "json" | "query" | "s3";

const DIALECTS: Readonly<Record<ProtocolFamily, Dialect>> = {
  json: "json",
  "rest-json": "json",
  query: "query",
  "rest-xml": "s3",
};

/** AWS names these errors by protocol ({@link https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html} for S3). */
const ERROR_NAMES: Readonly<Record<Failure, Readonly<Record<Dialect, ErrorName>>>> = {
  missing: {
    json: ["MissingAuthenticationTokenException", 403],
    query: ["MissingAuthenticationToken", 403],
    s3: ["AccessDenied", 403],
  },
  incomplete: {
    json: ["IncompleteSignatureException", 403],
    query: ["IncompleteSignature", 403],
    s3: ["AuthorizationHeaderMalformed", 400],
  },
  unknownKey: {
    json: ["UnrecognizedClientException", 403],
    query: ["InvalidClientTokenId", 403],
    s3: ["InvalidAccessKeyId", 403],
  },
  expiredToken: {
    json: ["ExpiredTokenException", 403],
    query: ["ExpiredToken", 403],
    s3: ["ExpiredToken", 400],
  },
  signature: {
    json: ["InvalidSignatureException", 403],
    query: ["SignatureDoesNotMatch", 403],
    s3: ["SignatureDoesNotMatch", 403],
  },
  expiredRequest: {
    json: ["InvalidSignatureException", 403],
    query: ["RequestExpired", 403],
    s3: ["AccessDenied", 403],
  },
};

/** Reads the claim of a request. Throws {@link AwsError} if there is none or it cannot be read. */
export function readClaim(request: ReceivedRequest, protocol: ProtocolFamily): Claim {
  try {
    const claim = request.form
      ? readFormSignature(request.form)
      : (readSignatureV2(request) ?? readSignatureV4(request));
    if (claim) return claim;
  } catch (error) {
    if (error instanceof IncompleteSignature) throw failure("incomplete", protocol, error.message);
    throw error;
  }
  throw failure(
    "missing",
    protocol,
    "Missing Authentication Token: this endpoint serves AWS APIs, so requests must be signed with an access key " +
      "(as the administrator: AWS_ACCESS_KEY_ID=local, AWS_SECRET_ACCESS_KEY=local).",
  );
}

/**
 * Finds the access key that signed a request, and verifies that nothing in the request was changed. The time of the
 * signature may be that of this machine or that of the cloud's clock, which can be far ahead.
 */
export function authenticate(
  request: ReceivedRequest,
  claim: Claim,
  protocol: ProtocolFamily,
  { sessions, clock }: { sessions: Sessions; clock: Clock },
): KnownKey {
  const key = sessions.find(claim.accessKeyId);
  if (!key || key.credentials.sessionToken !== claim.securityToken) {
    const invalid = "The security token included in the request is invalid.";
    throw failure("unknownKey", protocol, `${invalid} ${hintFor(claim, key)}`);
  }
  if (sessions.hasEnded(key)) {
    throw failure("expiredToken", protocol, "The security token included in the request is expired");
  }
  if (!claim.isSignedWith(key.credentials.secretAccessKey, request)) {
    throw failure(
      "signature",
      protocol,
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key " +
        "and signing method. Consult the service documentation for details.",
    );
  }
  refuseUntimely(claim, protocol, [Date.now(), clock.now()]);
  if (claim.service === "s3") refuseUnsignedHeaders(request, claim);
  return key;
}

/** What a client can do whose key or token is not known: those of real accounts, or of other emulators, are not. */
function hintFor({ accessKeyId, securityToken }: Claim, key: KnownKey | undefined): string {
  if (key && securityToken !== undefined && !key.credentials.sessionToken)
    return `The key '${accessKeyId}' has no session token: unset AWS_SESSION_TOKEN.`;
  if (key) return `The session token is not that of the key '${accessKeyId}'.`;
  return (
    `The access key '${accessKeyId}' is unknown here: set AWS_ACCESS_KEY_ID=local and AWS_SECRET_ACCESS_KEY=local, and unset ` +
    "AWS_SESSION_TOKEN and AWS_PROFILE."
  );
}

/** Throws {@link AwsError} if the request was signed for another service. */
export function requireScope(claim: Claim, signingName: string, protocol: ProtocolFamily): void {
  if (claim.service === signingName) return;
  throw failure("signature", protocol, `Credential should be scoped to correct service: '${signingName}'.`);
}

function refuseUntimely({ validity, isPresigned }: Claim, protocol: ProtocolFamily, times: number[]): void {
  const { from, until } = validity;
  if (times.some((time) => from <= time && time <= until)) return;
  const minutes = MAX_SKEW_MS / 60_000;
  const signed = new Date(until - MAX_SKEW_MS);
  const message = isPresigned
    ? "Request has expired"
    : `Signature expired: ${compactTime(signed)} is not within ${minutes} minutes of the time of this machine`;
  throw failure("expiredRequest", protocol, message);
}

/** `20250131T235959Z`; a time that cannot be read is none. */
const compactTime = (date: Date): string =>
  Number.isNaN(date.getTime()) ? "its time" : date.toISOString().replace(/[-:]|\.\d{3}/g, "");

/**
 * S3 rejects an `x-amz-` header that was not signed: with `x-amz-copy-source`, anyone who has a presigned upload URL
 * could copy any object that its signer may read.
 */
function refuseUnsignedHeaders(request: ReceivedRequest, claim: Claim): void {
  const unsigned = claim.unsignedHeaders(request);
  if (unsigned.length === 0) return;
  const message = "There were headers present in the request which were not signed";
  throw new AwsError("AccessDenied", message, 403, { HeadersNotSigned: unsigned.join(", ") });
}

function failure(kind: Failure, protocol: ProtocolFamily, message: string): AwsError {
  const [code, status] = ERROR_NAMES[kind][DIALECTS[protocol]];
  return new AwsError(code, message, status);
}
