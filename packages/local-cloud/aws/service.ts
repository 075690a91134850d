import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";

/** Who makes a call: a role's session, or the account's administrator. */
export interface Caller {
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`, or the administrator's user ARN. */
  arn: string;
  accountId: string;
  /** The role whose policies decide; absent for the administrator. */
  roleArn?: string;
  /** Set where an AWS service itself calls, as API Gateway calls Lambda: only the resource's own policy decides. */
  service?: ServicePrincipal;
}

/** An AWS service as the principal of a call. */
export interface ServicePrincipal {
  /** `apigateway.amazonaws.com` */
  principal: string;
  /** `aws:SourceArn` of the request. */
  sourceArn?: string;
  /** `aws:SourceAccount` of the request. */
  sourceAccount?: string;
}

/** One call of an AWS API operation, over the port or in process. */
export interface ServiceCall {
  /** The API's name of the operation: `SendMessage`. */
  operation: string;
  input: Record<string, unknown>;
  /** The id that the response carries; set by the cloud before {@link Service.requirements}. */
  requestId?: string;
}

/** What surrounds one call while a service carries it out. */
export interface CallContext {
  requestId: string;
  /** Aborted when the client went away or the cloud closes. */
  signal: AbortSignal;
  /**
   * Waits for `work` without holding the clock, which is otherwise held for as long as a call is carried out: for a
   * long poll or another wait that the clock itself ends.
   */
  idle<T>(work: Promise<T>): Promise<T>;
}

/** An action that IAM must allow before an operation is carried out. */
export interface Requirement {
  /** `sqs:SendMessage` */
  action: string;
  /** The ARN acted on, or `*` where the action has no resource-level permissions. */
  resource: string;
  /** Condition keys of this request, `{"iam:PassedToService": "lambda.amazonaws.com"}`. */
  context?: Record<string, string | string[]>;
}

export interface HttpRequest {
  method: string;
  /** Path without the query, still percent-encoded. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** Names and values in turn, as the sender spelled and ordered them. */
  rawHeaders?: readonly string[];
  body: Buffer;
  /** The body as it arrives, where {@link Service.streamsBody} asked for it; `body` is then empty. */
  stream?: Readable;
  /** The form of an upload by a browser, which has its signature among its fields. */
  form?: UploadForm;
}

/** A form of the type `multipart/form-data`. */
export interface UploadForm {
  /** By lower-case name. */
  fields: ReadonlyMap<string, string>;
  /** The field `file`; fields after it are ignored. */
  file: { name: string; content: Buffer };
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  /** Headers that are repeated, such as `set-cookie`. */
  multiValueHeaders?: Record<string, string[]>;
  body: string | Buffer;
}

/** A response that is sent as it comes, and ends with the client's connection. */
export interface StreamedResponse extends Omit<HttpResponse, "body"> {
  body: Readable;
}

/** An error as an AWS service answers it. */
export class AwsError extends Error {
  override readonly name = "AwsError";
  constructor(
    /** The error's name in the service's API: `StateMachineDoesNotExist`. */
    readonly code: string,
    message: string,
    readonly status = 400,
    /** Further members of the error's shape. */
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

/** The error of an operation that a service does not have here; it names those that it has. */
export const notServed = (
  operation: string,
  served: Iterable<string>,
  code = "UnknownOperationException",
  status = 404,
): AwsError =>
  new AwsError(code, `Operation ${operation} is not served; served are ${[...served].join(", ")}`, status);

/** How a service's clients read errors; decides the names of the errors that come from authentication and IAM. */
export type ProtocolFamily = "json" | "rest-json" | "query" | "rest-xml";

/** One AWS service behind the one port. */
export interface Service {
  /** The name requests are signed for: `states`, `sqs`, `lambda`. */
  readonly signingName: string;
  /** The operations of the API that it carries out. Default: those that {@link invoke} knows. */
  readonly operationNames?: ReadonlySet<string>;
  /** Default `json`. */
  readonly protocol?: ProtocolFamily;
  /** The service's own error code for a request that IAM denies, where it is not its protocol's: `AuthorizationError`. */
  readonly refusalCode?: string;
  /**
   * Whether it reads the body of a request itself, as it arrives, from the request's `stream`. What it leaves is read to its
   * end, and the body's hash is its own to compare. Default: bodies are read before {@link decode}.
   */
  streamsBody?(head: HttpRequest): boolean;
  /** How it speaks to the sender of a request, where it knows several protocols. Default: as everywhere else, by its own. */
  speak?(request: HttpRequest): Pick<Service, "protocol" | "decode" | "encode" | "encodeError">;
  /** Reads an HTTP request of the service's own protocol. Throws {@link AwsError} for a malformed one. */
  decode(request: HttpRequest): ServiceCall;
  /** What IAM must allow before {@link invoke}. */
  requirements(call: ServiceCall): Requirement[];
  /** Carries the operation out; the caller is already authorized. */
  invoke(call: ServiceCall, caller: Caller, context: CallContext): Promise<Record<string, unknown>>;
  encode(output: Record<string, unknown>, call: ServiceCall): HttpResponse | StreamedResponse;
  /** @param call has its `operation` if that could be read, and always its `requestId` over the port */
  encodeError(error: AwsError, call?: Partial<ServiceCall>): HttpResponse;
  close?(): Promise<void>;
}

/**
 * The local cloud as services and the engine's tasks see it: every call is decided by the caller's policies first, and
 * refused with `AccessDeniedException` (or the service's own name for it) that names role, action, resource and the
 * statement that is missing.
 */
export interface Cloud {
  readonly accountId: string;
  readonly region: string;
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  call(
    caller: Caller,
    service: string,
    operation: string,
    input: object,
    signal?: AbortSignal,
  ): Promise<Record<string, unknown>>;
  /**
   * Decides without carrying anything out: throws the error that {@link call} would return unless the caller's policies
   * allow every requirement. For the checks AWS makes with a role when a resource is created.
   */
  authorize(caller: Caller, requirements: Requirement[], operation: string): void;
  /** A session of a role for an AWS service: checks the role's trust policy and hands out the session's credentials. */
  assumeRole(roleArn: string, request: AssumeRoleRequest): Session;
}

export interface AssumeRoleRequest {
  /** `lambda.amazonaws.com`, or the ARN of the role that assumes. */
  principal: { service: string } | { aws: string };
  sessionName: string;
  /** `aws:SourceArn` and `aws:SourceAccount` of the request, where the service sends them. */
  sourceArn?: string;
  sourceAccount?: string;
  externalId?: string;
  /** Seconds until the session ends. Default: never, as a service renews the credentials it hands to its code. */
  durationSeconds?: number;
}

export interface Session {
  caller: Caller;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
  /** When the credentials end, in milliseconds of the cloud's clock; absent where they do not. */
  expiration?: number;
}
