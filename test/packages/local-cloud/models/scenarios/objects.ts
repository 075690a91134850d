import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketLocationCommand,
  GetObjectAttributesCommand,
  ListObjectsCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { LOCAL_CREDENTIALS } from "../../../../../packages/local-cloud";
import type { Scenario } from "./scenario";

export const s3: Scenario = async (call, { cloud }) => {
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
  await ofClient(cloud.endpoint, Bucket);
  for (const Key of ["one", "two", "parts"]) await call("DeleteObject", { Bucket, Key });
  await call("DeleteBucket", { Bucket });
};

/** What is only served over the port. */
async function ofClient(endpoint: string, Bucket: string): Promise<void> {
  const client = new S3Client({
    endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: LOCAL_CREDENTIALS,
  });
  const one = { Bucket, Key: "one" };
  await client.send(new DeleteObjectTaggingCommand(one));
  await client.send(new GetObjectAttributesCommand({ ...one, ObjectAttributes: ["ETag", "ObjectSize"] }));
  await client.send(new GetBucketLocationCommand({ Bucket }));
  await client.send(new ListObjectsCommand({ Bucket }));
  const parts = { Bucket, Key: "parts" };
  const aborted = await client.send(new CreateMultipartUploadCommand(parts));
  await client.send(new AbortMultipartUploadCommand({ ...parts, UploadId: aborted.UploadId }));
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(parts));
  const upload = { ...parts, UploadId, PartNumber: 1, Body: "x" };
  const { ETag } = await client.send(new UploadPartCommand(upload));
  const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
  await client.send(new CompleteMultipartUploadCommand({ ...parts, UploadId, MultipartUpload }));
  await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "none" }] } }));
  client.destroy();
}
