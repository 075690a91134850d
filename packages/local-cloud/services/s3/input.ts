import type { Caller } from "../../aws/service";
import type { S3Request } from "./request";
import type { Tag } from "./store/objects";

/** The members of operations' inputs that have an effect here, in the types of AWS's model. */
export interface S3Input extends Record<string, unknown> {
  Bucket?: string;
  Key?: string;
  VersionId?: string;
  UploadId?: string;
  PartNumber?: number;

  Body?: Buffer;
  ContentMD5?: string;
  ChecksumAlgorithm?: string;
  ChecksumType?: string;
  ChecksumMode?: string;
  Metadata?: Record<string, string>;
  ServerSideEncryption?: string;
  SSEKMSKeyId?: string;
  BucketKeyEnabled?: boolean;
  StorageClass?: string;
  /** The header of a write, or the document of `PutObjectTagging`. */
  Tagging?: string | { TagSet?: Tag[] };

  IfMatch?: string;
  IfNoneMatch?: string;
  IfModifiedSince?: Date | string;
  IfUnmodifiedSince?: Date | string;
  Range?: string;

  CopySource?: string;
  CopySourceIfMatch?: string;
  CopySourceIfNoneMatch?: string;
  CopySourceIfModifiedSince?: Date | string;
  CopySourceIfUnmodifiedSince?: Date | string;
  CopySourceRange?: string;
  MetadataDirective?: string;
  TaggingDirective?: string;

  Prefix?: string;
  Delimiter?: string;
  EncodingType?: string;
  Marker?: string;
  StartAfter?: string;
  ContinuationToken?: string;
  FetchOwner?: boolean;
  MaxKeys?: number;
  MaxBuckets?: number;
  KeyMarker?: string;
  VersionIdMarker?: string;
  UploadIdMarker?: string;
  MaxUploads?: number;
  PartNumberMarker?: string;
  MaxParts?: number;
  ObjectAttributes?: string[];

  Delete?: { Objects?: ObjectIdentifier[]; Quiet?: boolean };
  MultipartUpload?: { Parts?: CompletedPart[] };
  MpuObjectSize?: number;
  CreateBucketConfiguration?: { LocationConstraint?: string; Tags?: Tag[] };
  ObjectOwnership?: string;
  ObjectLockEnabledForBucket?: boolean;
  ExpectedBucketOwner?: string;
  ExpectedSourceBucketOwner?: string;
}

export interface ObjectIdentifier {
  Key: string;
  VersionId?: string;
  ETag?: string;
}

export interface CompletedPart extends Record<string, unknown> {
  PartNumber?: number;
  ETag?: string;
}

export type Members = Record<string, unknown>;

/** One call of an operation. */
export interface S3Call {
  input: S3Input;
  /** The bucket and the key that the input names; empty where it names none. */
  bucket: string;
  key: string;
  /** Absent for a call in this process. */
  request: S3Request | undefined;
  caller: Caller;
}

/** Carries out one operation; returns the members of its output. */
export type Handler = (call: S3Call) => Members | Promise<Members>;

/** What `GetObject` returns over the port, in place of `Body`. */
export const CONTENT = Symbol("content");
