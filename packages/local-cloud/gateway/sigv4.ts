import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { type Claim, IncompleteSignature, MAX_SKEW_MS } from "./claim";
import type { ReceivedRequest } from "./httpMessage";

/** The signature of a request and the parameters that describe it. */
export interface SignatureClaim {
  accessKeyId: string;
  /** `20250131` */
  date: string;
  region: string;
  /** The signing name of the service: `states`. */
  service: string;
  signedHeaders: string[];
  signature: string;
  /** When it was signed, as given in the request: `20250131T235959Z`. */
  timestamp: string;
  securityToken?: string;
  /** For a presigned request, which has its signature in the query: the number of seconds that it is valid. */
  expiresSeconds?: number;
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/**
 * Reads the signature of a request, from the `Authorization` header or, presigned, from the query
 * ({@link https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html}).
 * @returns `undefined` if the request is not signed at all
 * @throws IncompleteSignature
 */
export function readSignature(request: ReceivedRequest): SignatureClaim | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) return readAuthorization(authorization, request);
  return request.query.has("X-Amz-Algorithm") ? readPresigned(request.query) : undefined;
}

function readAuthorization(authorization: string, request: ReceivedRequest): SignatureClaim {
  const [algorithm, ...rest] = authorization.split(" ");
  requireAlgorithm(algorithm);
  const fields = new Map(
    rest
      .join("")
      .split(",")
      .map((field) => [field.slice(0, field.indexOf("=")), field.slice(field.indexOf("=") + 1)]),
  );
  const field = (name: string) => {
    const value = fields.get(name);
    if (value) return value;
    throw new IncompleteSignature(
      `Authorization header requires '${name}' parameter. Authorization=${authorization}`,
    );
  };
  const securityToken = header(request, "x-amz-security-token");
  return {
    ...readScope(field("Credential")),
    signedHeaders: field("SignedHeaders").split(";"),
    signature: field("Signature"),
    timestamp: readTimestamp(request),
    ...(securityToken === undefined ? {} : { securityToken }),
  };
}

function readPresigned(query: URLSearchParams): SignatureClaim {
  const field = (name: string) => {
    const value = query.get(name);
    if (value) return value;
    throw new IncompleteSignature(`AWS query-string parameters must include '${name}'.`);
  };
  requireAlgorithm(field("X-Amz-Algorithm"));
  const expires = field("X-Amz-Expires");
  const expiresSeconds = /^\d{1,6}$/.test(expires) ? Number(expires) : Number.NaN;
  if (!(expiresSeconds <= 604_800)) {
    throw new IncompleteSignature(
      `X-Amz-Expires must be a number of seconds of at most 604800, not '${expires}'.`,
    );
  }
  const securityToken = query.get("X-Amz-Security-Token");
  return {
    ...readScope(field("X-Amz-Credential")),
    signedHeaders: field("X-Amz-SignedHeaders").split(";"),
    signature: field("X-Amz-Signature"),
    timestamp: field("X-Amz-Date"),
    expiresSeconds,
    ...(securityToken === null ? {} : { securityToken }),
  };
}

function requireAlgorithm(algorithm: string | undefined): void {
  if (algorithm === ALGORITHM) return;
  throw new IncompleteSignature(`Unsupported AWS 'algorithm': '${algorithm}'. Supported is '${ALGORITHM}'.`);
}

/** The scope of a signature: where and when its key is valid. */
type Scope = Pick<SignatureClaim, "accessKeyId" | "date" | "region" | "service">;

/** Throws {@link IncompleteSignature}. */
export function readScope(credential: string): Scope {
  const [accessKeyId, date, region, service, terminator, ...rest] = credential.split("/");
  if (!accessKeyId || !date || !region || !service || terminator !== "aws4_request" || rest.length > 0) {
    throw new IncompleteSignature(
      `Credential must be of the form '<access-key>/<date>/<region>/<service>/aws4_request', not '${credential}'.`,
    );
  }
  return { accessKeyId, date, region, service };
}

/** Milliseconds since the epoch of `20250131T235959Z`; NaN if it is not of that form. */
export function parseTimestamp(timestamp: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  if (!parts) return Number.NaN;
  const [, year, month, day, hours, minutes, seconds] = parts;
  return Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
}

function readTimestamp(request: ReceivedRequest): string {
  const timestamp = header(request, "x-amz-date");
  if (timestamp) return timestamp;
  const time = Date.parse(request.headers.date ?? "");
  if (!Number.isNaN(time)) return new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, "");
  throw new IncompleteSignature(
    "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
  );
}

/**
 * Whether the request was signed with `secret`: the signature is recomputed from the request as it was received ({@link
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html}).
 */
export function verifySignature(request: ReceivedRequest, claim: SignatureClaim, secret: string): boolean {
  if (!claim.signedHeaders.includes("host") || !claim.timestamp.startsWith(claim.date)) return false;
  const payloadHash = signedPayloadHash(request, claim);
  if (payloadHash === undefined) return false;
  const canonical = canonicalRequest(request, claim, payloadHash);
  const stringToSign = [ALGORITHM, claim.timestamp, scopeOf(claim), sha256(canonical)].join("\n");
  return signsText(claim.signature, secret, claim, stringToSign);
}

const scopeOf = ({ date, region, service }: Scope) => `${date}/${region}/${service}/aws4_request`;

/** Whether `signature` is that of a text by a secret in a scope. */
export function signsText(signature: string, secret: string, claimed: Scope, text: string): boolean {
  const scope = scopeOf(claimed);
  const id = `${secret}/${scope}`;
  const key = signingKeys.get(id) ?? signingKey(secret, scope);
  const expected = hmac(key, text);
  const actual = Buffer.from(signature, "hex");
  const isSigned = actual.length === expected.length && timingSafeEqual(actual, expected);
  if (isSigned) storeSigningKey(id, key);
  return isSigned;
}

/** The claim of a request that is signed by Signature Version 4; undefined for any other. Throws {@link IncompleteSignature}. */
export function readSignatureV4(request: ReceivedRequest): Claim | undefined {
  const signature = readSignature(request);
  if (!signature) return undefined;
  const { accessKeyId, service, securityToken, timestamp, expiresSeconds, signedHeaders } = signature;
  const signed = parseTimestamp(timestamp);
  return {
    accessKeyId,
    service,
    ...(securityToken !== undefined && { securityToken }),
    validity: {
      from: signed - MAX_SKEW_MS,
      until: signed + (expiresSeconds === undefined ? MAX_SKEW_MS : expiresSeconds * 1000),
    },
    isPresigned: expiresSeconds !== undefined,
    isSignedWith: (secret, received) => verifySignature(received, signature, secret),
    unsignedHeaders: ({ headers }) =>
      Object.keys(headers).filter((name) => name.startsWith("x-amz-") && !signedHeaders.includes(name)),
  };
}

const MAX_SIGNING_KEYS = 1000;
/**
 * By secret and scope, for requests whose signature was valid: deriving a key takes four of the five HMACs of a
 * signature.
 */
const signingKeys = new Map<string, Buffer>();

function signingKey(secret: string, scope: string): Buffer {
  let key: Buffer = Buffer.from(`AWS4${secret}`);
  for (const part of scope.split("/")) key = hmac(key, part);
  return key;
}

function storeSigningKey(id: string, key: Buffer): void {
  if (signingKeys.has(id)) return;
  if (signingKeys.size >= MAX_SIGNING_KEYS) signingKeys.clear();
  signingKeys.set(id, key);
}

function canonicalRequest(request: ReceivedRequest, claim: SignatureClaim, payloadHash: string): string {
  const headers = claim.signedHeaders.map((name) => `${name}:${canonicalHeader(request, name)}\n`);
  return [
    request.method,
    claim.service === "s3" ? singleEncodedPath(request.path) : doubleEncodedPath(request.path),
    canonicalQuery(request.rawQuery),
    headers.join(""),
    claim.signedHeaders.join(";"),
    payloadHash,
  ].join("\n");
}

/** `undefined` if the body does not match the hash that was signed; of a body that is still to come, the service compares it. */
function signedPayloadHash(request: ReceivedRequest, claim: SignatureClaim): string | undefined {
  const declared = header(request, "x-amz-content-sha256") ?? request.query.get("X-Amz-Content-Sha256");
  if (declared === "UNSIGNED-PAYLOAD" || declared?.startsWith("STREAMING-")) return declared;
  if (!declared && claim.service === "s3" && claim.expiresSeconds !== undefined) return "UNSIGNED-PAYLOAD";
  if (request.stream) return declared ?? undefined;
  const actual = sha256(request.body);
  return !declared || declared.toLowerCase() === actual ? actual : undefined;
}

function canonicalHeader(request: ReceivedRequest, name: string): string {
  const values = request.headersDistinct[name] ?? [];
  return values.map((value) => value.trim().replace(/ +/g, " ")).join(",");
}

/** S3 signs the path encoded once. */
function singleEncodedPath(path: string): string {
  return path
    .split("/")
    .map((segment) => encode(decode(segment)))
    .join("/");
}

/** Every other service signs the normalized path, encoded once more than it is sent. */
function doubleEncodedPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(encode(segment));
  }
  const trailing = segments.length > 0 && path.endsWith("/") ? "/" : "";
  return `/${segments.join("/")}${trailing}`;
}

function canonicalQuery(rawQuery: string): string {
  const pairs = rawQuery
    .split("&")
    .filter((pair) => pair !== "" && !pair.startsWith("X-Amz-Signature="))
    .map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return { name: encode(decode(name)), value: encode(decode(value.join("="))) };
    });
  pairs.sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value));
  return pairs.map(({ name, value }) => `${name}=${value}`).join("&");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** As sent where it is not a valid encoding: such a request's signature then differs. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function header({ headersDistinct }: ReceivedRequest, name: string): string | undefined {
  return headersDistinct[name]?.[0];
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: Buffer, data: string): Buffer {
  return createHmac("sha256", key).update(data).digest();
}
