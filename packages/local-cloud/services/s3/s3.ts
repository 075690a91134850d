import type { PolicyDocument } from "../../aws/policyDocument";
import { escapeXml } from "../../aws/protocols/xml";
import {
  AwsError,
  type CallContext,
  type Caller,
  type Cloud,
  type HttpRequest,
  type HttpResponse,
  type Requirement,
  type Service,
  type ServiceCall,
} from "../../aws/service";
import type { DataDirectory } from "../../data/dataDirectory";
import type { KeyAliases } from "../kms";
import { Locks } from "../locks";
import { connectObjects, type ObjectBackend, startFauxqs } from "./backend";
import { receiveBody } from "./body";
import { type BucketSetting, BucketSettings, document, settingOf } from "./bucketSettings";
import { checkConditions } from "./conditionalWrite";
import { ObjectEncryption } from "./encryption";
import { readFailure } from "./errors";
import { fromS3Response, toS3Request } from "./members";
import { ObjectRecords, objectName, readTags, writeTags } from "./objectRecords";
import { OPERATION_NAMES, operationOf } from "./operations";
import { refusePublicPolicy } from "./publicPolicy";
import { bucketArn, readS3Request, refuseMisleadingNames, type S3Request } from "./request";
import { s3Requirements } from "./requirements";
import { wantedHeaders } from "./responseHeaders";

export interface S3Options {
  cloud: Pick<Cloud, "accountId" | "region" | "authorize">;
  /** Where the buckets' policies are registered. Default: nowhere; they then have no effect. */
  policies?: {
    putResourcePolicy(arn: string, document: PolicyDocument): void;
    deleteResourcePolicy(arn: string): void;
  };
  /** Another emulator, instead of the one in this process. */
  endpoint?: { url: string };
  /** Where buckets and objects are stored. Default: in memory only. */
  data?: DataDirectory;
  resolveKeyAlias?: KeyAliases;
}

/** The request as it came over the wire, and the response as it goes there. */
const SENT = Symbol("request");
const ANSWERED = Symbol("response");

const answer = (status: number, body = "", headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers: { ...(body && { "content-type": "application/xml" }), ...headers },
  body,
});

/** Operations that create an object. */
const WRITES = new Set(["CompleteMultipartUpload", "CopyObject", "PutObject"]);

/**
 * Amazon S3 ({@link https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html}): the objects are an emulator's;
 * permissions, conditional writes, checksums, encryption and the buckets' settings the cloud's own. A bucket can be
 * marked as versioned, but versions are not stored; its lifecycle rules delete nothing. Objects, or their parts, are at
 * most 11 MiB.
 */
export class S3Service implements Service {
  readonly signingName = "s3";
  readonly operationNames = OPERATION_NAMES;
  readonly protocol = "rest-xml";
  private readonly settings: BucketSettings;
  private readonly records: ObjectRecords;
  private readonly encryption: ObjectEncryption;
  private readonly locks = new Locks();

  static async start(options: S3Options): Promise<S3Service> {
    const { cloud, data, endpoint } = options;
    const backend = endpoint
      ? connectObjects(endpoint.url, cloud.region)
      : await startFauxqs(cloud.region, data?.subdirectory("objects"));
    return new S3Service(options, backend);
  }

  private constructor(
    private readonly options: S3Options,
    private readonly backend: ObjectBackend,
  ) {
    this.settings = new BucketSettings(options.data?.values("bucket settings"));
    this.records = new ObjectRecords(options.data?.values("object records"));
    for (const [bucket, policy] of this.settings.policies()) {
      options.policies?.putResourcePolicy(bucketArn(bucket), parsePolicy(policy));
    }
    const stored = (bucket: string, key: string) => this.records.find(bucket, key)?.encryption;
    this.encryption = new ObjectEncryption(options.cloud, this.settings, options.resolveKeyAlias, stored);
  }

  readonly decode = (received: HttpRequest): ServiceCall => {
    const request = receiveBody(readS3Request(received));
    const { bucket, key } = request;
    const named = { ...(bucket && { Bucket: bucket }), ...(key && { Key: key }) };
    return { operation: operationOf(request), input: { ...named, [SENT]: request } };
  };

  requirements({ operation, input }: ServiceCall): Requirement[] {
    const request = requestOf(operation, input);
    return [...s3Requirements(operation, request), ...this.encryption.requirements(operation, request)];
  }

  async invoke(
    { operation, input }: ServiceCall,
    caller: Caller,
    { signal }: CallContext,
  ): Promise<Record<string, unknown>> {
    const request = requestOf(operation, input);
    const response = await this.carryOut(operation, request, caller, signal);
    const output = fromS3Response(operation, response);
    return SENT in input ? { ...output, [ANSWERED]: response } : output;
  }

  readonly encode = (output: Record<PropertyKey, unknown>): HttpResponse => output[ANSWERED] as HttpResponse;

  readonly encodeError = (error: AwsError, call?: ServiceCall): HttpResponse => {
    const { code, message, status, details } = error;
    const more = Object.entries(details).map(
      ([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`,
    );
    const id = `<RequestId>${call?.requestId ?? ""}</RequestId>`;
    const content = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>${more.join("")}${id}`;
    const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${content}</Error>`;
    // The response to HEAD has no body, and so no length of one.
    const bodiless = call?.operation.startsWith("Head");
    return answer(status, bodiless ? "" : xml, { "content-type": "application/xml" });
  };

  /** Empties every bucket. Only for the emulator in this process. */
  reset(): void {
    this.backend.empty?.();
    this.records.clear();
  }

  async close(): Promise<void> {
    await this.backend.close();
  }

  private async carryOut(
    operation: string,
    request: S3Request,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    const of = settingOf(operation);
    if (of) return this.withSetting(of.setting, of.verb, request, signal);
    const { bucket, key } = request;
    const name = objectName(bucket, key);
    switch (operation) {
      case "GetBucketLocation":
        return this.location(request, signal);
      case "GetObjectTagging":
      case "PutObjectTagging":
      case "DeleteObjectTagging":
        return this.tagging(operation, request, signal);
      case "DeleteBucket": {
        const response = await this.forward(operation, request, signal);
        this.settings.deleteBucket(bucket);
        this.options.policies?.deleteResourcePolicy(bucketArn(bucket));
        return response;
      }
      case "DeleteObject":
        return this.locks.run([name], async () => {
          const response = await this.forward(operation, request, signal);
          this.records.delete(bucket, key);
          return response;
        });
      case "GetObject":
      case "HeadObject":
        return this.read(operation, request, caller, signal);
      default:
        if (!WRITES.has(operation)) return this.forward(operation, request, signal);
        return this.locks.run([name], () => this.write(operation, request, signal));
    }
  }

  private async write(operation: string, request: S3Request, signal: AbortSignal): Promise<HttpResponse> {
    const { bucket, key } = request;
    await checkConditions(request, () => this.backend.send(headOf(request), signal));
    const { "if-none-match": _, "if-match": __, ...headers } = request.headers;
    const response = await this.forward(operation, { ...request, headers }, signal);
    const encryption = this.encryption.wanted(request);
    this.records.set(bucket, key, { encryption, tags: new URLSearchParams(headers["x-amz-tagging"]) });
    return { ...response, headers: { ...response.headers, ...this.encryption.headers(encryption) } };
  }

  /** Callers that may not list the bucket do not learn that a key does not exist. */
  private async read(
    operation: string,
    request: S3Request,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    const { bucket, key } = request;
    try {
      const response = await this.forward(operation, request, signal);
      const record = this.records.find(bucket, key);
      const encryption = record?.encryption ?? { algorithm: "AES256", bucketKey: false };
      const count = record?.tags.size ?? 0;
      const headers: Record<string, string> = {
        ...response.headers,
        ...this.encryption.headers(encryption),
        ...(count > 0 && { "x-amz-tagging-count": String(count) }),
      };
      return { ...response, headers: { ...headers, ...wantedHeaders(request.query) } };
    } catch (error) {
      if (error instanceof AwsError && error.code === "NoSuchKey")
        this.requireListing(operation, bucket, caller);
      throw error;
    }
  }

  private requireListing(operation: string, bucket: string, caller: Caller): void {
    const requirement = { action: "s3:ListBucket", resource: bucketArn(bucket) };
    try {
      this.options.cloud.authorize(caller, [requirement], `s3:${operation}`);
    } catch (error) {
      throw error instanceof AwsError ? new AwsError("AccessDenied", error.message, 403) : error;
    }
  }

  private async withSetting(
    setting: BucketSetting,
    verb: "get" | "put" | "remove",
    request: S3Request,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    const { bucket, body } = request;
    await this.requireBucket(bucket, signal);
    const isPolicy = setting.payload === "Policy";
    if (verb === "get") {
      const type = isPolicy ? "application/json" : "application/xml";
      return answer(200, this.settings.get(bucket, setting), { "content-type": type });
    }
    if (verb === "remove") {
      this.settings.remove(bucket, setting);
      if (isPolicy) this.options.policies?.deleteResourcePolicy(bucketArn(bucket));
      return answer(204);
    }
    if (isPolicy) this.putPolicy(bucket, String(body));
    this.settings.put(bucket, setting, String(body));
    return answer(200);
  }

  private putPolicy(bucket: string, text: string): void {
    const policy = parsePolicy(text);
    if (this.settings.blocksPublicPolicies(bucket)) refusePublicPolicy(policy);
    this.options.policies?.putResourcePolicy(bucketArn(bucket), policy);
  }

  private async location(request: S3Request, signal: AbortSignal): Promise<HttpResponse> {
    await this.requireBucket(request.bucket, signal);
    const { region } = this.options.cloud;
    return answer(200, document("LocationConstraint", region === "us-east-1" ? "" : region));
  }

  private async tagging(operation: string, request: S3Request, signal: AbortSignal): Promise<HttpResponse> {
    const { bucket, key, body } = request;
    await this.forward("HeadObject", headOf(request), signal);
    const encryption = this.encryption.wanted({ ...request, headers: {} });
    const record = this.records.find(bucket, key) ?? { encryption, tags: new URLSearchParams() };
    if (operation === "GetObjectTagging") return answer(200, writeTags(record.tags));
    const put = operation === "PutObjectTagging";
    this.records.set(bucket, key, { ...record, tags: readTags(put ? String(body) : "") });
    return answer(put ? 200 : 204);
  }

  private async requireBucket(bucket: string, signal: AbortSignal): Promise<void> {
    await this.forward("HeadBucket", headOf({ bucket, key: "" }), signal);
  }

  private async forward(operation: string, request: S3Request, signal: AbortSignal): Promise<HttpResponse> {
    const response = await this.backend.send(request, signal);
    if (response.status >= 400) throw readFailure(operation, request, response);
    return response;
  }
}

function requestOf(operation: string, input: Record<PropertyKey, unknown>): S3Request {
  const request = (input[SENT] as S3Request | undefined) ?? toS3Request(operation, input);
  refuseMisleadingNames(request);
  return request;
}

function parsePolicy(text: string): PolicyDocument {
  try {
    return JSON.parse(text) as PolicyDocument;
  } catch {
    throw new AwsError("MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'");
  }
}

/** Checks whether something exists. */
const headOf = ({ bucket, key }: Pick<S3Request, "bucket" | "key">): S3Request => ({
  method: "HEAD",
  bucket,
  key,
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.alloc(0),
});
