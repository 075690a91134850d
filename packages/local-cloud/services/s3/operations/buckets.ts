import type { PolicyDocument } from "../../../aws/policyDocument";
import { AwsError } from "../../../aws/service";
import { BUCKET_SETTINGS, type BucketSetting } from "../bucketSettings";
import { invalidArgument, malformedXml, notImplemented } from "../errors";
import type { Handler, Members, S3Call, S3Input } from "../input";
import { type OperationContext, ownerOf, requireBucket } from "../operationContext";
import { refusePublicPolicy } from "../publicPolicy";
import { bucketArn } from "../request";
import { wholeSecond } from "../wholeSecond";

export function bucketOperations(context: OperationContext): Record<string, Handler> {
  const { cloud, settings, store, uploads, policies } = context;
  return {
    ListBuckets: ({ input }) => listBuckets(context, input),

    CreateBucket({ bucket, input }) {
      const { LocationConstraint, Tags } = input.CreateBucketConfiguration ?? {};
      checkBucketName(bucket);
      if (input.ObjectLockEnabledForBucket) throw notImplemented("ObjectLockEnabledForBucket");
      if (LocationConstraint && LocationConstraint !== cloud.region) {
        throw new AwsError(
          "IllegalLocationConstraintException",
          `The ${LocationConstraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
        );
      }
      if (store.find(bucket)) {
        // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
        if (cloud.region === "us-east-1") return { Location: `/${bucket}` };
        throw new AwsError(
          "BucketAlreadyOwnedByYou",
          "Your previous request to create the named bucket succeeded and you already own it.",
          409,
          { BucketName: bucket },
        );
      }
      store.create(bucket, context.now());
      const { ObjectOwnership } = input;
      if (Tags !== undefined) settings.put(bucket, BUCKET_SETTINGS.tagging!, { TagSet: Tags });
      if (ObjectOwnership !== undefined)
        settings.put(bucket, BUCKET_SETTINGS.ownershipControls!, { Rules: [{ ObjectOwnership }] });
      return { Location: `/${bucket}` };
    },

    DeleteBucket({ bucket }) {
      if (requireBucket(context, bucket).versions.size > 0) {
        const hasMarkers = settings.versioning(bucket) !== undefined;
        throw new AwsError(
          "BucketNotEmpty",
          hasMarkers
            ? "The bucket you tried to delete is not empty. You must delete all versions in the bucket."
            : "The bucket you tried to delete is not empty",
          409,
          { BucketName: bucket },
        );
      }
      // Uploads that are not complete do not keep a bucket.
      for (const { uploadId } of uploads.inBucket(bucket)) uploads.abort(uploadId);
      store.delete(bucket);
      settings.deleteBucket(bucket);
      policies?.deleteResourcePolicy(bucketArn(bucket));
      return {};
    },

    HeadBucket({ bucket }) {
      requireBucket(context, bucket);
      return { BucketRegion: cloud.region, AccessPointAlias: false };
    },

    GetBucketLocation({ bucket }) {
      requireBucket(context, bucket);
      return cloud.region === "us-east-1" ? {} : { LocationConstraint: cloud.region };
    },

    ...Object.fromEntries(
      Object.values(BUCKET_SETTINGS).flatMap((setting) => settingOperations(context, setting)),
    ),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
function listBuckets(context: OperationContext, input: S3Input): Members {
  const { MaxBuckets = 10_000, ContinuationToken = "", Prefix } = input;
  if (!(MaxBuckets >= 1 && MaxBuckets <= 10_000))
    throw invalidArgument(
      "Argument max-buckets must be an integer between 1 and 10000",
      "max-buckets",
      MaxBuckets,
    );
  const after = Buffer.from(ContinuationToken, "base64url").toString();
  const buckets = context.store
    .list()
    .filter(({ name }) => name > after && name.startsWith(Prefix ?? ""))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = buckets.slice(0, MaxBuckets);
  const last = page.at(-1)?.name;
  return {
    Buckets: page.map(({ name, created }) => ({ Name: name, CreationDate: wholeSecond(created) })),
    Owner: ownerOf(context),
    ...(buckets.length > page.length && { ContinuationToken: Buffer.from(last!).toString("base64url") }),
    ...(Prefix !== undefined && { Prefix }),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function checkBucketName(name: string): void {
  const isName =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !/\.\.|^\d+\.\d+\.\d+\.\d+$|^xn--/.test(name);
  if (isName) return;
  throw new AwsError("InvalidBucketName", "The specified bucket is not valid.", 400, { BucketName: name });
}

function settingOperations(context: OperationContext, setting: BucketSetting): [string, Handler][] {
  const { settings, policies } = context;
  const isPolicy = setting.payload === "Policy";
  const get: Handler = ({ bucket }) => {
    requireBucket(context, bucket);
    const value = settings.get(bucket, setting);
    return setting.isPayload ? { [setting.payload]: value } : (value as Members);
  };
  const put = ({ bucket, input }: S3Call): Members => {
    requireBucket(context, bucket);
    const value = input[setting.payload] as Members | string | undefined;
    if (value === undefined) throw malformedXml();
    if (isPolicy) putPolicy(context, bucket, String(value));
    if (setting.name === "BucketVersioning") checkVersioning(value as Members);
    settings.put(bucket, setting, value);
    return {};
  };
  const remove: Handler = ({ bucket }) => {
    requireBucket(context, bucket);
    settings.remove(bucket, setting);
    if (isPolicy) policies?.deleteResourcePolicy(bucketArn(bucket));
    return {};
  };
  return [
    [`Get${setting.name}`, get],
    [`Put${setting.name}`, put],
    ...(setting.remove ? [[setting.remove, remove] satisfies [string, Handler]] : []),
  ];
}

function checkVersioning({ Status, MFADelete }: Members): void {
  if (MFADelete === "Enabled") throw notImplemented("MfaDelete");
  if (Status !== undefined && Status !== "Enabled" && Status !== "Suspended") throw malformedXml();
}

function putPolicy({ settings, policies }: OperationContext, bucket: string, text: string): void {
  const policy = parsePolicy(text);
  if (settings.blocksPublicPolicies(bucket)) refusePublicPolicy(policy);
  policies?.putResourcePolicy(bucketArn(bucket), policy);
}

/** Throws `MalformedPolicy`. */
export function parsePolicy(text: string): PolicyDocument {
  try {
    return JSON.parse(text) as PolicyDocument;
  } catch {
    throw new AwsError("MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'");
  }
}
