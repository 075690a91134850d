import { createHmac, timingSafeEqual } from "node:crypto";
import { bucketOfHost } from "../aws/origin";
import { type Claim, IncompleteSignature, MAX_SKEW_MS } from "./claim";
import type { ReceivedRequest } from "./httpMessage";

/** Parameters that are part of the resource: those that S3's guide lists, and all others that name another operation. */
const SUBRESOURCES = new Set(
  (
    "accelerate acl analytics attributes cors defaultObjectAcl delete encryption intelligent-tiering inventory legal-hold " +
    "lifecycle location logging metrics notification object-lock ownershipControls partNumber policy policyStatus " +
    "publicAccessBlock replication renameObject requestPayment response-cache-control response-content-disposition " +
    "response-content-encoding response-content-language response-content-type response-expires restore retention " +
    "select select-type session storageClass tagging torrent uploadId uploads versionId versioning versions website"
  ).split(" "),
);

/**
 * Reads the signature of Signature Version 2, which boto3 and the AWS CLI 1 presign with where the endpoint is not
 * AWS's ({@link https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html}). Only S3 takes it.
 *
 * @returns undefined if the request has none
 * @throws IncompleteSignature
 */
export function readSignatureV2(request: ReceivedRequest): Claim | undefined {
  const { authorization } = request.headers;
  if (authorization?.startsWith("AWS ")) return readAuthorization(authorization, request);
  return authorization === undefined && request.query.has("AWSAccessKeyId")
    ? readQuery(request.query)
    : undefined;
}

function readAuthorization(authorization: string, { headers }: ReceivedRequest): Claim {
  const [, accessKeyId, signature] = /^AWS ([^:\s]+):(\S+)$/.exec(authorization) ?? [];
  if (accessKeyId === undefined || signature === undefined)
    throw new IncompleteSignature("AWS authorization header is invalid. Expected AwsAccessKeyId:signature");
  const time = Date.parse(String(headers["x-amz-date"] ?? headers.date ?? ""));
  if (Number.isNaN(time))
    throw new IncompleteSignature("AWS authentication requires a valid Date or x-amz-date header");
  const token = headers["x-amz-security-token"];
  const date = headers["x-amz-date"] === undefined ? (headers.date ?? "") : "";
  return {
    accessKeyId,
    service: "s3",
    ...(token !== undefined && { securityToken: String(token) }),
    validity: { from: time - MAX_SKEW_MS, until: time + MAX_SKEW_MS },
    isPresigned: false,
    isSignedWith: (secret, request) => matches(signature, secret, stringToSign(request, date)),
    unsignedHeaders: () => [],
  };
}

function readQuery(query: URLSearchParams): Claim {
  const [accessKeyId, signature, expires] = ["AWSAccessKeyId", "Signature", "Expires"].map((name) =>
    query.get(name),
  );
  if (!accessKeyId || !signature || !expires || !/^\d{1,12}$/.test(expires)) {
    throw new IncompleteSignature(
      "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters",
    );
  }
  const token = query.get("x-amz-security-token");
  return {
    accessKeyId,
    service: "s3",
    ...(token !== null && { securityToken: token }),
    validity: { from: 0, until: Number(expires) * 1000 },
    isPresigned: true,
    isSignedWith: (secret, request) =>
      matches(signature.replaceAll(" ", "+"), secret, stringToSign(request, expires)),
    unsignedHeaders: () => [],
  };
}

/** Whether a text was signed with that secret. */
export function matches(signature: string, secret: string, text: string): boolean {
  const expected = createHmac("sha1", secret).update(text).digest();
  const actual = Buffer.from(signature, "base64");
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

function stringToSign(request: ReceivedRequest, date: string): string {
  const { method, headers, query } = request;
  const named = (name: string) => String(headers[name] ?? query.get(name) ?? "");
  const resource = canonicalResource(request);
  return [method, named("content-md5"), named("content-type"), date, amzHeaders(request) + resource].join(
    "\n",
  );
}

/** Headers, and what a presigned request has as parameters in their place. */
function amzHeaders({ headersDistinct, query }: ReceivedRequest): string {
  const values = new Map<string, string[]>();
  for (const [name, given = []] of Object.entries(headersDistinct)) values.set(name, given);
  for (const [name, value] of query) values.set(name.toLowerCase(), [value]);
  const lines = [...values]
    .filter(([name]) => name.startsWith("x-amz-"))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, given]) => `${name}:${given.map((value) => value.trim()).join(",")}\n`);
  return lines.join("");
}

function canonicalResource({ path, query, headers }: ReceivedRequest): string {
  const bucket = bucketOfHost(headers.host ?? "");
  const parameters = [...query]
    .filter(([name]) => SUBRESOURCES.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === "" ? name : `${name}=${value}`));
  const resource = (bucket === undefined ? "" : `/${bucket}`) + path;
  return parameters.length === 0 ? resource : `${resource}?${parameters.join("&")}`;
}
