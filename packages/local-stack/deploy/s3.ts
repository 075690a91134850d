import { readFile } from "node:fs/promises";
import * as asset from "@pulumi/pulumi/asset";
import type { LocalServices } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import { type Deployer, noopDeployer } from "./deployer";
import { text } from "./properties";

type Input = Record<string, unknown>;

const call = ({ cloud }: LocalServices, operation: string, input: object) =>
  cloud.call(cloud.administrator, "s3", operation, input);

/** A list, or a single object as a list of one, since the provider's versions differ in that. */
const list = (value: unknown): Input[] => (value === undefined ? [] : ([value].flat() as Input[]));
const object = (value: unknown): Input => list(value)[0] ?? {};

/** The object without absent and empty members. */
function present(members: Input): Input {
  const kept = Object.entries(members).filter(([, value]) => value !== undefined && value !== "");
  return Object.fromEntries(kept);
}

function encryption(inputs: Input): Input {
  const rules = list(inputs.rules ?? inputs.rule).map((rule) => {
    const { sseAlgorithm, kmsMasterKeyId } = object(
      rule.applyServerSideEncryptionByDefaults ?? rule.applyServerSideEncryptionByDefault,
    );
    return present({
      ApplyServerSideEncryptionByDefault: present({
        SSEAlgorithm: sseAlgorithm,
        KMSMasterKeyID: kmsMasterKeyId,
      }),
      BucketKeyEnabled: rule.bucketKeyEnabled,
    });
  });
  return { ServerSideEncryptionConfiguration: { Rules: rules } };
}

function lifecycle({ rules }: Input): Input {
  const written = list(rules).map(({ id, status, prefix, filter, ...actions }) => {
    const expiration = object(actions.expiration);
    const noncurrent = object(actions.noncurrentVersionExpiration);
    const abort = object(actions.abortIncompleteMultipartUpload);
    const transitions = list(actions.transitions).map(({ days, date, storageClass }) =>
      present({ Days: days, Date: date, StorageClass: storageClass }),
    );
    const noncurrentTransitions = list(actions.noncurrentVersionTransitions).map((transition) =>
      present({ NoncurrentDays: transition.noncurrentDays, StorageClass: transition.storageClass }),
    );
    return present({
      ID: id,
      Filter: { Prefix: String(object(filter).prefix ?? prefix ?? "") },
      Status: status,
      ...(Object.keys(expiration).length > 0 && {
        Expiration: present({
          Days: expiration.days,
          Date: expiration.date,
          ExpiredObjectDeleteMarker: expiration.expiredObjectDeleteMarker,
        }),
      }),
      Transitions: transitions,
      NoncurrentVersionTransitions: noncurrentTransitions,
      ...(noncurrent.noncurrentDays !== undefined && {
        NoncurrentVersionExpiration: present({
          NoncurrentDays: noncurrent.noncurrentDays,
          NewerNoncurrentVersions: noncurrent.newerNoncurrentVersions,
        }),
      }),
      ...(abort.daysAfterInitiation !== undefined && {
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: abort.daysAfterInitiation },
      }),
    });
  });
  return { LifecycleConfiguration: { Rules: written } };
}

const publicAccessBlock = (inputs: Input): Input => ({
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: inputs.blockPublicAcls ?? false,
    IgnorePublicAcls: inputs.ignorePublicAcls ?? false,
    BlockPublicPolicy: inputs.blockPublicPolicy ?? false,
    RestrictPublicBuckets: inputs.restrictPublicBuckets ?? false,
  },
});

const versioning = (inputs: Input): Input => {
  const { status } = object(inputs.versioningConfiguration);
  // On AWS, versioning cannot be set to disabled; a bucket without the setting has none.
  return { VersioningConfiguration: status === "Disabled" ? {} : { Status: status } };
};

const ownership = (inputs: Input): Input => ({
  OwnershipControls: { Rules: [{ ObjectOwnership: object(inputs.rule).objectOwnership }] },
});

const policy = (inputs: Input): Input => ({
  Policy: typeof inputs.policy === "string" ? inputs.policy : JSON.stringify(inputs.policy),
});

/** A setting of a bucket that is a separate resource. */
function setting(put: string, remove: string | undefined, input: (inputs: Input) => Input): Deployer {
  const apply: Deployer["create"] = async (resource, services) => {
    await call(services, put, { Bucket: text(resource, "bucket"), ...input(resource.inputs) });
  };
  return {
    create: apply,
    update: (resource, _before, services) => apply(resource, services),
    async delete(resource, services) {
      if (remove) await call(services, remove, { Bucket: text(resource, "bucket") });
    },
  };
}

/** Settings that are properties of the bucket itself, as in older versions of the provider. */
async function ownSettings({ inputs }: Resource, Bucket: string, services: LocalServices): Promise<void> {
  const { versioning: versions, serverSideEncryptionConfiguration, policy: text_ } = inputs;
  if (object(versions).enabled) {
    await call(services, "PutBucketVersioning", { Bucket, VersioningConfiguration: { Status: "Enabled" } });
  }
  if (serverSideEncryptionConfiguration) {
    await call(services, "PutBucketEncryption", {
      Bucket,
      ...encryption(object(serverSideEncryptionConfiguration)),
    });
  }
  if (text_) await call(services, "PutBucketPolicy", { Bucket, ...policy(inputs) });
}

const bucket: Deployer = {
  async create(resource, services) {
    const Bucket = text(resource, "bucket");
    await call(services, "CreateBucket", { Bucket });
    await ownSettings(resource, Bucket, services);
  },
  async update(resource, before, services) {
    const Bucket = text(resource, "bucket");
    if (Bucket === text(before, "bucket")) return ownSettings(resource, Bucket, services);
    await bucket.delete(before, services);
    await bucket.create(resource, services);
  },
  async delete(resource, services) {
    const Bucket = text(resource, "bucket");
    if (resource.inputs.forceDestroy === true) await empty(Bucket, services);
    await call(services, "DeleteBucket", { Bucket });
  },
};

async function empty(Bucket: string, services: LocalServices): Promise<void> {
  for (;;) {
    const { Contents } = await call(services, "ListObjectsV2", { Bucket });
    const keys = (Contents as { Key: string }[]).map(({ Key }) => Key);
    if (keys.length === 0) return;
    for (const Key of keys) await call(services, "DeleteObject", { Bucket, Key });
  }
}

async function contentOf({ inputs }: Resource): Promise<string | Buffer> {
  const { source, content, contentBase64 } = inputs;
  if (source instanceof asset.FileAsset) return readFile(await source.path);
  if (source instanceof asset.StringAsset) return source.text;
  if (typeof contentBase64 === "string") return Buffer.from(contentBase64, "base64");
  return String(content ?? "");
}

const bucketObject: Deployer = {
  async create(resource, services) {
    const { contentType, cacheControl, contentDisposition, metadata } = resource.inputs;
    await call(services, "PutObject", {
      Bucket: text(resource, "bucket"),
      Key: text(resource, "key"),
      Body: await contentOf(resource),
      ...present({
        ContentType: contentType,
        CacheControl: cacheControl,
        ContentDisposition: contentDisposition,
        Metadata: metadata,
      }),
    });
  },
  async delete(resource, services) {
    await call(services, "DeleteObject", { Bucket: text(resource, "bucket"), Key: text(resource, "key") });
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
