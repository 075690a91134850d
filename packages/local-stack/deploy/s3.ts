import { readFile } from "node:fs/promises";
import * as asset from "@pulumi/pulumi/asset";
import type { LocalServices } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import { type Deployer, noopDeployer } from "./deployer";
import { present } from "./present";
import { Properties, text } from "./properties";

type Input = Record<string, unknown>;

const call = ({ cloud }: LocalServices, operation: string, input: object) =>
  cloud.call(cloud.administrator, "s3", operation, input);

/** The objects of a list that the provider's versions name in the plural or in the singular. */
const listOf = (properties: Properties, plural: string, singular: string) =>
  properties.items(properties.has(plural) ? plural : singular);

function encryption(inputs: Properties): Input {
  const rules = listOf(inputs, "rules", "rule").map((rule) => {
    const byDefault = listOf(
      rule,
      "applyServerSideEncryptionByDefaults",
      "applyServerSideEncryptionByDefault",
    )[0];
    return present({
      ApplyServerSideEncryptionByDefault: present({
        SSEAlgorithm: byDefault?.optionalText("sseAlgorithm"),
        KMSMasterKeyID: byDefault?.optionalText("kmsMasterKeyId"),
      }),
      BucketKeyEnabled: rule.optionalFlag("bucketKeyEnabled"),
    });
  });
  return { ServerSideEncryptionConfiguration: { Rules: rules } };
}

const lifecycle = (inputs: Properties): Input => ({
  LifecycleConfiguration: { Rules: inputs.items("rules").map(lifecycleRule) },
});

function lifecycleRule(rule: Properties): Input {
  const expiration = rule.nested("expiration");
  const noncurrentDays = rule.nested("noncurrentVersionExpiration")?.number("noncurrentDays");
  const newerVersions = rule.nested("noncurrentVersionExpiration")?.number("newerNoncurrentVersions");
  const daysAfterInitiation = rule.nested("abortIncompleteMultipartUpload")?.number("daysAfterInitiation");
  return present({
    ID: rule.optionalText("id"),
    Filter: { Prefix: rule.nested("filter")?.optionalText("prefix") ?? rule.optionalText("prefix") ?? "" },
    Status: rule.optionalText("status"),
    Expiration:
      expiration &&
      present({
        Days: expiration.number("days"),
        Date: expiration.optionalText("date"),
        ExpiredObjectDeleteMarker: expiration.optionalFlag("expiredObjectDeleteMarker"),
      }),
    Transitions: rule.items("transitions").map((transition) =>
      present({
        Days: transition.number("days"),
        Date: transition.optionalText("date"),
        StorageClass: transition.optionalText("storageClass"),
      }),
    ),
    NoncurrentVersionTransitions: rule.items("noncurrentVersionTransitions").map((transition) =>
      present({
        NoncurrentDays: transition.number("noncurrentDays"),
        StorageClass: transition.optionalText("storageClass"),
      }),
    ),
    NoncurrentVersionExpiration:
      noncurrentDays === undefined
        ? undefined
        : present({ NoncurrentDays: noncurrentDays, NewerNoncurrentVersions: newerVersions }),
    AbortIncompleteMultipartUpload:
      daysAfterInitiation === undefined ? undefined : { DaysAfterInitiation: daysAfterInitiation },
  });
}

const publicAccessBlock = (inputs: Properties): Input => ({
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: inputs.flag("blockPublicAcls"),
    IgnorePublicAcls: inputs.flag("ignorePublicAcls"),
    BlockPublicPolicy: inputs.flag("blockPublicPolicy"),
    RestrictPublicBuckets: inputs.flag("restrictPublicBuckets"),
  },
});

const versioning = (inputs: Properties): Input => {
  const status = inputs.required("versioningConfiguration").text("status");
  // On AWS, versioning cannot be set to disabled; a bucket without the setting has none.
  return { VersioningConfiguration: status === "Disabled" ? {} : { Status: status } };
};

const ownership = (inputs: Properties): Input => ({
  OwnershipControls: { Rules: [{ ObjectOwnership: inputs.required("rule").text("objectOwnership") }] },
});

const policy = (inputs: Properties): Input => ({ Policy: JSON.stringify(inputs.json("policy")) });

/** A setting of a bucket that is a separate resource. */
function setting(put: string, remove: string | undefined, input: (inputs: Properties) => Input): Deployer {
  const apply: Deployer["create"] = async (resource, services) => {
    await call(services, put, { Bucket: text(resource, "bucket"), ...input(Properties.inputsOf(resource)) });
  };
  return {
    create: apply,
    update: (resource, _before, services) => apply(resource, services),
    async delete(resource, services) {
      if (remove) await call(services, remove, { Bucket: text(resource, "bucket") });
    },
  };
}

type Call = [operation: string, input: Input];

/** The calls for settings that are properties of the bucket itself, as in older versions of the provider. */
function ownSettings(resource: Resource): Call[] {
  const inputs = Properties.inputsOf(resource);
  const encrypted = inputs.nested("serverSideEncryptionConfiguration");
  return [
    ...(inputs.nested("versioning")?.flag("enabled")
      ? [["PutBucketVersioning", { VersioningConfiguration: { Status: "Enabled" } }] satisfies Call]
      : []),
    ...(encrypted ? [["PutBucketEncryption", encryption(encrypted)] satisfies Call] : []),
    ...(inputs.has("policy") ? [["PutBucketPolicy", policy(inputs)] satisfies Call] : []),
  ];
}

async function callAll(calls: Call[], Bucket: string, services: LocalServices): Promise<void> {
  for (const [operation, input] of calls) await call(services, operation, { Bucket, ...input });
}

const bucket: Deployer = {
  create: (resource, services) =>
    callAll([["CreateBucket", {}], ...ownSettings(resource)], text(resource, "bucket"), services),
  async update(resource, before, services) {
    const Bucket = text(resource, "bucket");
    if (Bucket === text(before, "bucket")) return callAll(ownSettings(resource), Bucket, services);
    await bucket.delete(before, services);
    await bucket.create(resource, services);
  },
  async delete(resource, services) {
    const Bucket = text(resource, "bucket");
    if (Properties.inputsOf(resource).flag("forceDestroy")) await deleteVersions(services, Bucket);
    await call(services, "DeleteBucket", { Bucket });
  },
};

interface Listing {
  Versions?: { Key: string; VersionId: string }[];
  DeleteMarkers?: { Key: string; VersionId: string }[];
}

/** Deletes every version of all objects, or of one, as the provider does. */
async function deleteVersions(services: LocalServices, Bucket: string, key?: string): Promise<void> {
  for (;;) {
    const listing = await call(services, "ListObjectVersions", {
      Bucket,
      ...(key !== undefined && { Prefix: key }),
    });
    const { Versions = [], DeleteMarkers = [] } = listing as Listing;
    const found = [...Versions, ...DeleteMarkers].filter(({ Key }) => key === undefined || Key === key);
    if (found.length === 0) return;
    for (const { Key, VersionId } of found) await call(services, "DeleteObject", { Bucket, Key, VersionId });
  }
}

const isSource = (value: unknown): value is asset.Asset | asset.Archive =>
  asset.Asset.isInstance(value) || asset.Archive.isInstance(value);

/** What a source is that cannot be stored here: an archive, which would have to be packed, or what is on another machine. */
function unsupportedSource(object: Properties): string | undefined {
  if (!object.has("source")) return undefined;
  const source = object.asset("source", "an asset or an archive", isSource);
  if (source instanceof asset.RemoteAsset) return "a RemoteAsset";
  return asset.Archive.isInstance(source) ? "an archive" : undefined;
}

async function contentOf(object: Properties): Promise<string | Buffer> {
  const source = object.value("source");
  if (source instanceof asset.FileAsset) return readFile(await source.path);
  if (source instanceof asset.StringAsset) return source.text;
  const base64 = object.optionalText("contentBase64");
  return base64 ? Buffer.from(base64, "base64") : (object.optionalText("content") ?? "");
}

const bucketObject: Deployer = {
  async create(resource, services) {
    const inputs = Properties.inputsOf(resource);
    if (unsupportedSource(inputs)) return;
    await call(services, "PutObject", {
      Bucket: text(resource, "bucket"),
      Key: text(resource, "key"),
      Body: await contentOf(inputs),
      ...present({
        ContentType: inputs.optionalText("contentType"),
        CacheControl: inputs.optionalText("cacheControl"),
        ContentDisposition: inputs.optionalText("contentDisposition"),
        Metadata: inputs.has("metadata") ? inputs.textMap("metadata") : undefined,
      }),
    });
  },
  async delete(resource, services) {
    await deleteVersions(services, text(resource, "bucket"), text(resource, "key"));
  },
  unsupported(resource) {
    const source = unsupportedSource(Properties.inputsOf(resource));
    return source === undefined ? [] : [`${resource.type} (${source})`];
  },
};

/** Most of these exist under two names in the provider. */
const both = (type: string, deployer: Deployer) => {
  const name = `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
  return { [`aws:s3/${type}:${name}`]: deployer, [`aws:s3/${type}V2:${name}V2`]: deployer };
};

export const buckets: Record<string, Deployer> = {
  ...both("bucket", bucket),
  ...both("bucketVersioning", setting("PutBucketVersioning", undefined, versioning)),
  ...both(
    "bucketServerSideEncryptionConfiguration",
    setting("PutBucketEncryption", "DeleteBucketEncryption", encryption),
  ),
  ...both(
    "bucketLifecycleConfiguration",
    setting("PutBucketLifecycleConfiguration", "DeleteBucketLifecycle", lifecycle),
  ),
  ...both("bucketLogging", noopDeployer),
  "aws:s3/bucketPolicy:BucketPolicy": setting("PutBucketPolicy", "DeleteBucketPolicy", policy),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": setting(
    "PutPublicAccessBlock",
    "DeletePublicAccessBlock",
    publicAccessBlock,
  ),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": setting(
    "PutBucketOwnershipControls",
    "DeleteBucketOwnershipControls",
    ownership,
  ),
  "aws:s3/bucketObject:BucketObject": bucketObject,
  "aws:s3/bucketObjectv2:BucketObjectv2": bucketObject,
};
