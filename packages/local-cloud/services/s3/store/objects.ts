import type { Encryption } from "../bucketSettings";
import type { Blob } from "./blobs";

export const CHECKSUM_ALGORITHMS = [
  "CRC32",
  "CRC32C",
  "CRC64NVME",
  "SHA1",
  "SHA256",
  "SHA512",
  "MD5",
  "XXHASH64",
  "XXHASH3",
  "XXHASH128",
] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** Of the whole object, or of its parts' checksums. */
export type ChecksumType = "FULL_OBJECT" | "COMPOSITE";

export interface Checksum {
  algorithm: ChecksumAlgorithm;
  type: ChecksumType;
  /** In base64; a composite one ends with `-` and the number of parts. */
  value: string;
}

export interface Tag {
  Key: string;
  Value: string;
}

/** What a client says about an object. */
export interface ObjectSettings {
  /** Members that are returned as they were given: `ContentType`, `CacheControl`, … */
  headers: Record<string, string>;
  metadata: Record<string, string>;
  tags: Tag[];
  encryption: Encryption;
  storageClass: string;
}

export interface Content {
  blobs: Blob[];
  size: number;
  /** With its quotes. */
  etag: string;
  checksum: Checksum;
  /** The parts that it was uploaded in, if it was. */
  parts?: { number: number; size: number; checksum?: string }[];
}

interface AnyVersion {
  bucket: string;
  key: string;
  /** `null` of an object of a bucket without versioning. */
  versionId: string;
  /** Milliseconds of the cloud's clock. */
  lastModified: number;
}

/** One version of an object. */
export interface StoredObject extends AnyVersion, ObjectSettings {
  deleteMarker: false;
  content: Content;
}

export interface DeleteMarker extends AnyVersion {
  deleteMarker: true;
}

export type Version = StoredObject | DeleteMarker;

export const NULL_VERSION = "null";
