import { crc32 } from "node:zlib";
import {
  AwsError,
  type HttpRequest,
  type HttpResponse,
  notServed,
  type Service,
  type ServiceCall,
} from "../service";
import { parseJsonBody, toJson } from "./json";
import { COMMON_ERRORS, queryErrorName } from "./queryErrors";

export interface AwsJsonOptions {
  version: "1.0" | "1.1";
  /** What precedes the operation's name in `X-Amz-Target`: `AWSStepFunctions`. */
  targetPrefix: string;
  /** The operations the service has; any other is an `UnknownOperationException`. Default: not checked here. */
  operations?: ReadonlySet<string>;
  /** What precedes `#` in an error's `__type`: `com.amazonaws.swf.service.v2.model`. Default: the bare name. */
  errorNamespace?: string;
  /**
   * For a service that once spoke the query protocol: the name its errors had there, for the header
   * `x-amzn-query-error`. An error that is not listed had the same name.
   */
  queryErrors?: Readonly<Record<string, string>>;
  /** Whether answers carry the CRC-32 of their body in `x-amz-crc32`, as DynamoDB's do. Default: they do not. */
  crc32?: boolean;
}

export type Codec = Pick<Service, "decode" | "encodeError"> & {
  encode(...given: Parameters<Service["encode"]>): HttpResponse;
};

/**
 * AWS JSON 1.0 and 1.1 ({@link https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html}): one address, the
 * operation in `X-Amz-Target`, bodies in JSON. Dates are written as numbers; in inputs they are the numbers received.
 */
export function awsJson(options: AwsJsonOptions): Codec {
  const contentType = `application/x-amz-json-${options.version}`;
  const respond = (status: number, value: unknown, headers: Record<string, string> = {}): HttpResponse => {
    const body = toJson(value);
    const checksum = options.crc32 && { "x-amz-crc32": String(crc32(body)) };
    return { status, headers: { "content-type": contentType, ...headers, ...checksum }, body };
  };
  return {
    decode: (request) => ({
      operation: readTarget(request, options),
      input: parseJsonBody(request.body),
    }),
    encode: (output) => respond(200, output),
    encodeError(error) {
      const { code, message, status, details } = error;
      const headers: Record<string, string> = {};
      if (options.queryErrors) headers["x-amzn-query-error"] = queryError(error, options.queryErrors);
      return respond(status, { ...details, __type: typeName(code, options), message }, headers);
    },
  };
}

function readTarget({ method, headers }: HttpRequest, options: AwsJsonOptions): ServiceCall["operation"] {
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (method !== "POST" || !/^application\/x-amz-json-1\.[01]$/.test(type)) {
    const expected = `POST with Content-Type application/x-amz-json-${options.version}`;
    throw new AwsError(
      "UnknownOperationException",
      `Expected ${expected}, found ${method} with '${type}'`,
      404,
    );
  }
  const target = headers["x-amz-target"];
  const [prefix, operation] = typeof target === "string" ? target.split(".") : [];
  if (prefix !== options.targetPrefix || !operation) {
    const expected = `'${options.targetPrefix}.' and an operation`;
    throw new AwsError(
      "UnknownOperationException",
      `X-Amz-Target must be ${expected}, found '${target ?? ""}'`,
      404,
    );
  }
  if (options.operations && !options.operations.has(operation))
    throw notServed(operation, options.operations);
  return operation;
}

function typeName(code: string, { errorNamespace }: AwsJsonOptions): string {
  if (Object.hasOwn(COMMON_ERRORS, code)) return `com.amazon.coral.service#${code}`;
  return errorNamespace ? `${errorNamespace}#${code}` : code;
}

function queryError({ code, status }: AwsError, names: Readonly<Record<string, string>>): string {
  return `${queryErrorName(code, names)};${status < 500 ? "Sender" : "Receiver"}`;
}
