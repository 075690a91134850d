import { toXml } from "../../aws/protocols/xml";
import { AwsError, type HttpResponse } from "../../aws/service";
import { BUCKET_SETTINGS } from "./bucketSettings";
import type { S3Request } from "./request";

type Members = Record<string, unknown>;

/** How the operations that are called in this process map to HTTP requests. */
const REQUESTS: Readonly<
  Record<string, { method: string; payload?: string; query?: Record<string, string> }>
> = {
  CopyObject: { method: "PUT" },
  CreateBucket: { method: "PUT" },
  DeleteBucket: { method: "DELETE" },
  DeleteObject: { method: "DELETE" },
  GetObject: { method: "GET" },
  GetObjectTagging: { method: "GET", query: { tagging: "" } },
  HeadBucket: { method: "HEAD" },
  HeadObject: { method: "HEAD" },
  ListBuckets: { method: "GET" },
  ListObjectsV2: { method: "GET", query: { "list-type": "2" } },
  PutObject: { method: "PUT", payload: "Body" },
  PutObjectTagging: { method: "PUT", payload: "Tagging", query: { tagging: "" } },
  ...Object.fromEntries(
    Object.entries(BUCKET_SETTINGS).flatMap(([parameter, { name, payload, remove }]) => {
      const query = { [parameter]: "" };
      return [
        [`Put${name}`, { method: "PUT", payload, query }],
        [`Get${name}`, { method: "GET", query }],
        ...(remove ? [[remove, { method: "DELETE", query }]] : []),
      ];
    }),
  ),
};

/** Members in headers, of requests and responses alike. */
const HEADERS: Readonly<Record<string, string>> = {
  AcceptRanges: "accept-ranges",
  BucketKeyEnabled: "x-amz-server-side-encryption-bucket-key-enabled",
  CacheControl: "cache-control",
  ChecksumCRC32: "x-amz-checksum-crc32",
  ChecksumMode: "x-amz-checksum-mode",
  ChecksumSHA1: "x-amz-checksum-sha1",
  ChecksumSHA256: "x-amz-checksum-sha256",
  ChecksumType: "x-amz-checksum-type",
  ContentDisposition: "content-disposition",
  ContentEncoding: "content-encoding",
  ContentLanguage: "content-language",
  ContentLength: "content-length",
  ContentMD5: "content-md5",
  ContentRange: "content-range",
  ContentType: "content-type",
  CopySource: "x-amz-copy-source",
  ETag: "etag",
  IfMatch: "if-match",
  IfModifiedSince: "if-modified-since",
  IfNoneMatch: "if-none-match",
  IfUnmodifiedSince: "if-unmodified-since",
  LastModified: "last-modified",
  MetadataDirective: "x-amz-metadata-directive",
  Range: "range",
  SSEKMSKeyId: "x-amz-server-side-encryption-aws-kms-key-id",
  ServerSideEncryption: "x-amz-server-side-encryption",
  StorageClass: "x-amz-storage-class",
  Tagging: "x-amz-tagging",
};

/** Members in the query. */
const QUERY: Readonly<Record<string, string>> = {
  ContinuationToken: "continuation-token",
  Delimiter: "delimiter",
  MaxKeys: "max-keys",
  Prefix: "prefix",
  StartAfter: "start-after",
};

const METADATA = "x-amz-meta-";

/** The request that an SDK would send for an operation's input. Throws `NotImplemented` for any other operation. */
export function toS3Request(operation: string, input: Members): S3Request {
  const shape = REQUESTS[operation];
  if (!shape) {
    const served = Object.keys(REQUESTS).join(", ");
    throw new AwsError(
      "NotImplemented",
      `S3 ${operation} is not implemented here. Implemented are ${served}.`,
      501,
    );
  }
  const headers: Record<string, string> = {};
  for (const [member, header] of Object.entries(HEADERS)) {
    const value = input[member];
    if (value === undefined || member === shape.payload) continue;
    headers[header] = value instanceof Date ? value.toUTCString() : String(value);
  }
  for (const [name, value] of Object.entries((input.Metadata ?? {}) as Record<string, string>)) {
    headers[METADATA + name.toLowerCase()] = value;
  }
  const query = new URLSearchParams(shape.query);
  for (const [member, parameter] of Object.entries(QUERY)) {
    if (input[member] !== undefined) query.set(parameter, String(input[member]));
  }
  const { Bucket = "", Key = "" } = input;
  const payload = shape.payload === undefined ? undefined : input[shape.payload];
  const body = shape.payload === "Body" ? bytes(payload) : Buffer.from(xml(shape.payload ?? "", payload));
  return { method: shape.method, bucket: String(Bucket), key: String(Key), query, headers, body };
}

/** The output of a response, in the members that an SDK would return. */
export function fromS3Response(operation: string, { headers, body }: HttpResponse): Members {
  const members: Members = {};
  for (const [member, header] of Object.entries(HEADERS)) {
    const value = headers[header];
    if (value !== undefined) members[member] = CONVERSIONS[member]?.(value) ?? value;
  }
  const metadata = Object.entries(headers).filter(([name]) => name.startsWith(METADATA));
  if (operation === "GetObject" || operation === "HeadObject") {
    members.Metadata = Object.fromEntries(
      metadata.map(([name, value]) => [name.slice(METADATA.length), value]),
    );
  }
  if (operation === "GetObject") return { ...members, Body: Buffer.from(body) };
  if (operation === "HeadObject" || operation === "PutObject") return members;
  if (operation === "ListObjectsV2") return readListing(String(body));
  if (operation === "ListBuckets") return readBuckets(String(body));
  if (operation === "GetBucketPolicy") return { Policy: String(body) };
  return {};
}

const CONVERSIONS: Readonly<Record<string, (text: string) => unknown>> = {
  BucketKeyEnabled: (text) => text === "true",
  ContentLength: Number,
  LastModified: (text) => new Date(text),
};

/** {@link https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html} */
const readBuckets = (listing: string): Members => ({
  Buckets: elements(listing, "Bucket").map((bucket) => ({
    Name: elements(bucket, "Name")[0],
    CreationDate: new Date(elements(bucket, "CreationDate")[0]!),
  })),
});

/** {@link https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html} */
function readListing(listing: string): Members {
  const contents = elements(listing, "Contents");
  const head = listing.replace(/<(Contents|CommonPrefixes)>.*?<\/\1>/gs, "");
  const text = (xmlText: string, name: string) => elements(xmlText, name)[0];
  const token = text(head, "NextContinuationToken");
  return {
    Name: text(head, "Name"),
    Prefix: text(head, "Prefix"),
    KeyCount: Number(text(head, "KeyCount")),
    MaxKeys: Number(text(head, "MaxKeys")),
    IsTruncated: text(head, "IsTruncated") === "true",
    ...(token && { NextContinuationToken: token }),
    Contents: contents.map((entry) => ({
      Key: text(entry, "Key"),
      LastModified: new Date(text(entry, "LastModified") ?? ""),
      ETag: text(entry, "ETag"),
      Size: Number(text(entry, "Size")),
      StorageClass: text(entry, "StorageClass"),
    })),
    CommonPrefixes: elements(listing, "CommonPrefixes").map((entry) => ({ Prefix: text(entry, "Prefix") })),
  };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", apos: "'", gt: ">", lt: "<", quot: '"' };

/** The contents of the elements of that name; text is unescaped. */
export function elements(xmlText: string, name: string): string[] {
  const found = [...xmlText.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs"))];
  return found.map(([, content = ""]) => (content.includes("<") ? content : unescapeXml(content)));
}

const unescapeXml = (text: string) => text.replace(/&(\w+);/g, (entity, name) => ENTITIES[name] ?? entity);

function bytes(body: unknown): Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body);
  if (body === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

/** Elements of a list have a singular name; only a tag set has an enclosing element. */
const ONE_OF: Readonly<Record<string, string>> = {
  NoncurrentVersionTransitions: "NoncurrentVersionTransition",
  Rules: "Rule",
  Tags: "Tag",
  Transitions: "Transition",
};

function xml(root: string, value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${toElements(root, value)}`;
}

function toElements(name: string, value: unknown): string {
  if (Array.isArray(value)) {
    if (name === "TagSet") return `<TagSet>${value.map((tag) => toElements("Tag", tag)).join("")}</TagSet>`;
    return value.map((item) => toElements(ONE_OF[name] ?? name, item)).join("");
  }
  if (typeof value !== "object" || value === null) return toXml(name, value);
  const content = Object.entries(value).map(([member, of]) => toElements(member, of));
  return `<${name}>${content.join("")}</${name}>`;
}
