import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { escapeXml } from "../../aws/protocols/xml";
import {
  AwsError,
  type CallContext,
  type Caller,
  type HttpRequest,
  type HttpResponse,
  type Requirement,
  type Service,
  type ServiceCall,
  type StreamedResponse,
} from "../../aws/service";
import type { DataDirectory } from "../../data/dataDirectory";
import type { KeyAliases } from "../kms";
import { AwsChunkedDecoder, isAwsChunked } from "./awsChunked";
import { verifyDocument } from "./body";
import { BucketSettings } from "./bucketSettings";
import { readInput, readMembers, writeOutput } from "./codec";
import { ObjectEncryption } from "./encryption";
import { S3Error } from "./errors";
import { CONTENT, type Handler, type Members, type S3Input } from "./input";
import type { BucketPolicies, OperationContext } from "./operationContext";
import { bucketOperations, parsePolicy } from "./operations/buckets";
import { deletingOperations } from "./operations/deleting";
import { listingOperations } from "./operations/listings";
import { multipartOperations } from "./operations/multipart";
import { objectOperations } from "./operations/objects";
import { readingOperations } from "./operations/reading";
import { answerPost, type PostAnswer, readPostedObject } from "./postObject";
import { bucketArn, readS3Request, refuseMisleadingNames, type S3Request } from "./request";
import { s3Requirements } from "./requirements";
import { hasContent, OPERATION_NAMES, operationOf } from "./routes";
import { ObjectStore } from "./store/objectStore";
import type { StoredObject } from "./store/objects";
import { openStorage } from "./store/storage";
import { Uploads } from "./store/uploads";

export interface S3Options {
  cloud: OperationContext["cloud"];
  /** Where the buckets' policies are registered. Default: nowhere; they then have no effect. */
  policies?: BucketPolicies;
  /** Where buckets and objects are stored. Default: in memory only. */
  data?: DataDirectory;
  resolveKeyAlias?: KeyAliases;
  /** Milliseconds of the cloud's clock. */
  now(): number;
}

/** The request as it came over the wire. */
const SENT = Symbol("request");
/** How the sender of a form is answered. */
const POSTED = Symbol("posted");

/**
 * Amazon S3 ({@link https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html}): objects with versions, uploads in
 * parts, conditional reads and writes, checksums, and the buckets' settings, of which policies, default encryption and
 * versioning have an effect. Lifecycle rules delete nothing.
 */
export class S3Service implements Service {
  readonly signingName = "s3";
  readonly operationNames = OPERATION_NAMES;
  readonly protocol = "rest-xml";
  private readonly context: OperationContext;
  private readonly handlers: Readonly<Record<string, Handler>>;

  constructor({ cloud, policies, data, resolveKeyAlias, now }: S3Options) {
    const storage = openStorage(data);
    const settings = new BucketSettings(data?.values("bucket settings"));
    const store = new ObjectStore(storage);
    const uploads = new Uploads(storage);
    storage.retain([...store.storedBlobs(), ...uploads.storedBlobs()]);
    const encryption = new ObjectEncryption(
      cloud,
      settings,
      resolveKeyAlias,
      (...version) => this.stored(...version)?.encryption,
    );
    const context: OperationContext = { cloud, now, storage, store, uploads, settings, encryption, policies };
    for (const [bucket, policy] of settings.policies())
      policies?.putResourcePolicy(bucketArn(bucket), parsePolicy(policy));
    this.context = context;
    this.handlers = {
      ...bucketOperations(context),
      ...objectOperations(context),
      ...readingOperations(context),
      ...deletingOperations(context),
      ...listingOperations(context),
      ...multipartOperations(context),
    };
  }

  /** The content of an object or a part is stored as it comes, unless its hash is signed and not declared. */
  streamsBody(head: HttpRequest): boolean {
    const { authorization, "x-amz-content-sha256": declared } = head.headers;
    const isSignedWithBody = authorization?.startsWith("AWS4-") && declared === undefined;
    return head.method === "PUT" && !isSignedWithBody && hasContent(operationOf(readS3Request(head)));
  }

  readonly decode = (received: HttpRequest): ServiceCall => {
    if (received.form) {
      const { request, answer } = readPostedObject(received, this.context.now());
      return {
        operation: "PutObject",
        input: { ...readInput("PutObject", request), [SENT]: request, [POSTED]: answer },
      };
    }
    const sent = readS3Request(received);
    const operation = operationOf(sent);
    const request = hasContent(operation) ? sent : joinChunks(sent);
    return { operation, input: { ...readInput(operation, request), [SENT]: request } };
  };

  requirements({ operation, input: given }: ServiceCall): Requirement[] {
    const { input, request } = open(operation, { ...given, Body: undefined });
    const tagsOf = (bucket: string, key: string, versionId?: string) =>
      this.stored(bucket, key, versionId)?.tags ?? [];
    return [
      ...s3Requirements(operation, input, request, tagsOf),
      ...this.context.encryption.requirements(operation, input),
    ];
  }

  async invoke(
    { operation, input: given }: ServiceCall,
    caller: Caller,
    _context: CallContext,
  ): Promise<Members> {
    const { input, request } = open(operation, given);
    const { Bucket: bucket = "", Key: key = "", ExpectedBucketOwner: owner } = input;
    if (owner !== undefined && owner !== this.context.cloud.accountId)
      throw new AwsError("AccessDenied", "Access Denied", 403);
    if (request && !hasContent(operation)) await verifyDocument(operation, request);
    const output = await this.handlers[operation]!({ input, bucket, key, request, caller });
    // Who records calls keeps no connection.
    delete request?.stream;
    const content = output[CONTENT as never] as Readable | undefined;
    return request || !content ? output : { ...output, Body: await buffer(content) };
  }

  readonly encode = (
    output: Record<PropertyKey, unknown>,
    { operation, input }: ServiceCall,
  ): HttpResponse | StreamedResponse => {
    const response = writeOutput(operation, output);
    const { [SENT]: request, [POSTED]: posted } = input as { [SENT]?: S3Request; [POSTED]?: PostAnswer };
    if (request && posted) return answerPost(request, posted, response);
    const content = output[CONTENT] as Readable | undefined;
    // Who records calls keeps no content.
    delete output[CONTENT];
    return content ? { ...response, body: content } : response;
  };

  readonly encodeError = (error: AwsError, call: Partial<ServiceCall> = {}): HttpResponse => {
    const { code, message, status, details } = error;
    const more = Object.entries(details).map(
      ([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`,
    );
    const id = `<RequestId>${call.requestId ?? ""}</RequestId>`;
    const content = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>${more.join("")}${id}`;
    const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${content}</Error>`;
    const headers = error instanceof S3Error ? error.headers : {};
    // The response to HEAD has no body, and so no length of one.
    const body = call.operation?.startsWith("Head") ? "" : xml;
    return { status, headers: { ...headers, "content-type": "application/xml" }, body };
  };

  /** Empties every bucket. */
  reset(): void {
    this.context.store.empty();
    this.context.uploads.empty();
  }

  private stored(bucket: string, key: string, versionId?: string): StoredObject | undefined {
    const { store } = this.context;
    const version =
      versionId === undefined ? store.latest(bucket, key) : store.version(bucket, key, versionId);
    return version?.deleteMarker ? undefined : version;
  }
}

/** The input in its members' types, and the request if there is one. */
function open(operation: string, given: Record<PropertyKey, unknown>) {
  const request = given[SENT] as S3Request | undefined;
  const input: S3Input = request ? given : readMembers(operation, given);
  refuseMisleadingNames(request ?? { bucket: input.Bucket ?? "", key: input.Key ?? "" });
  return { input, request };
}

/** The request with a document that was sent in chunks as a whole. */
function joinChunks(request: S3Request): S3Request {
  if (!isAwsChunked(request)) return request;
  const decoder = new AwsChunkedDecoder();
  const body = Buffer.concat([...decoder.push(request.body)]);
  decoder.end();
  return { ...request, headers: { ...request.headers, ...decoder.trailers }, body };
}
