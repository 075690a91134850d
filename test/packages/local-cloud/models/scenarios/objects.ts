import type { Output, Scenario } from "./scenario";

type Call = (operation: string, input?: object) => Promise<Output>;

export const s3: Scenario = async (call) => {
  const Bucket = "invoices";
  const one = { Bucket, Key: "one" };
  await call("CreateBucket", { Bucket });
  await call("HeadBucket", { Bucket });
  await call("ListBuckets");
  const Tags = [{ Key: "team", Value: "a" }];
  await call("PutObject", { ...one, Body: "hello", ContentType: "text/plain", Metadata: { a: "1" } });
  await call("HeadObject", one);
  await call("GetObject", one);
  await call("PutObjectTagging", { ...one, Tagging: { TagSet: Tags } });
  await call("GetObjectTagging", one);
  await call("CopyObject", { Bucket, Key: "two", CopySource: `${Bucket}/one` });
  await call("ListObjectsV2", { Bucket });
  await call("PutBucketTagging", { Bucket, Tagging: { TagSet: Tags } });
  await call("GetBucketTagging", { Bucket });
  await call("DeleteBucketTagging", { Bucket });
  await call("PutBucketVersioning", { Bucket, VersioningConfiguration: { Status: "Suspended" } });
  await call("GetBucketVersioning", { Bucket });
  const algorithm = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } };
  await call("PutBucketEncryption", { Bucket, ServerSideEncryptionConfiguration: { Rules: [algorithm] } });
  await call("GetBucketEncryption", { Bucket });
  await call("DeleteBucketEncryption", { Bucket });
  const Rules = [{ ID: "old", Status: "Enabled", Filter: { Prefix: "" }, Expiration: { Days: 7 } }];
  await call("PutBucketLifecycleConfiguration", { Bucket, LifecycleConfiguration: { Rules } });
  await call("GetBucketLifecycleConfiguration", { Bucket });
  await call("DeleteBucketLifecycle", { Bucket });
  const OwnershipControls = { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] };
  await call("PutBucketOwnershipControls", { Bucket, OwnershipControls });
  await call("GetBucketOwnershipControls", { Bucket });
  await call("DeleteBucketOwnershipControls", { Bucket });
  await call("PutPublicAccessBlock", {
    Bucket,
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true },
  });
  await call("GetPublicAccessBlock", { Bucket });
  await call("DeletePublicAccessBlock", { Bucket });
  const Principal = { AWS: "arn:aws:iam::123456789012:root" };
  const statement = { Effect: "Deny", Principal, Action: "s3:*", Resource: `arn:aws:s3:::${Bucket}/no` };
  await call("PutBucketPolicy", {
    Bucket,
    Policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
  });
  await call("GetBucketPolicy", { Bucket });
  await call("DeleteBucketPolicy", { Bucket });
  await call("DeleteObjectTagging", one);
  const ObjectAttributes = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];
  await call("GetObjectAttributes", { ...one, ObjectAttributes });
  await call("GetBucketLocation", { Bucket });
  await call("ListObjects", { Bucket });
  await uploadInParts(call, Bucket);
  await call("GetObjectAttributes", { Bucket, Key: "parts", ObjectAttributes });
  await versions(call, Bucket);
  const Objects = ["one", "two", "parts"].map((Key) => ({ Key }));
  await call("DeleteObjects", { Bucket, Delete: { Objects } });
  const { Versions, DeleteMarkers } = await call("ListObjectVersions", { Bucket });
  for (const { Key, VersionId } of [...Versions, ...DeleteMarkers])
    await call("DeleteObject", { Bucket, Key, VersionId });
  await call("DeleteBucket", { Bucket });
};

async function uploadInParts(call: Call, Bucket: string): Promise<void> {
  const parts = { Bucket, Key: "parts" };
  const aborted = await call("CreateMultipartUpload", parts);
  await call("ListMultipartUploads", { Bucket });
  await call("AbortMultipartUpload", { ...parts, UploadId: aborted.UploadId });
  const { UploadId } = await call("CreateMultipartUpload", { ...parts, ChecksumAlgorithm: "SHA256" });
  const first = { ...parts, UploadId, PartNumber: 1 };
  await call("UploadPart", { ...first, Body: "x" });
  const { CopyPartResult } = await call("UploadPartCopy", { ...first, CopySource: `${Bucket}/one` });
  await call("ListParts", { ...parts, UploadId });
  const MultipartUpload = { Parts: [{ ETag: CopyPartResult.ETag, PartNumber: 1 }] };
  await call("CompleteMultipartUpload", { ...parts, UploadId, MultipartUpload });
}

async function versions(call: Call, Bucket: string): Promise<void> {
  await call("PutBucketVersioning", { Bucket, VersioningConfiguration: { Status: "Enabled" } });
  const { VersionId } = await call("PutObject", { Bucket, Key: "one", Body: "again" });
  await call("GetObject", { Bucket, Key: "one", VersionId });
  await call("DeleteObject", { Bucket, Key: "one" });
}
