import { parseJson } from "../../../aws/parseJson";
import type { HttpRequest } from "../../../aws/service";
import { malformed, RequestError } from "../errors";

/** A GraphQL request as sent. */
export interface GraphqlRequest {
  query: string;
  operationName?: string;
  variables: Record<string, unknown>;
}

/** Bytes. */
const MAX_BODY_BYTES = 1_048_576;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Reads the body of `POST /graphql`. Throws {@link RequestError}. */
export function readRequest({ body }: Pick<HttpRequest, "body">): GraphqlRequest {
  if (body.length > MAX_BODY_BYTES) {
    throw new RequestError(
      "RequestEntityTooLargeException",
      `The request is larger than ${MAX_BODY_BYTES} bytes.`,
      413,
    );
  }
  const sent = readBody(body);
  if (Array.isArray(sent)) {
    throw malformed(
      "A request must have one operation; batches of operations in an array are not supported.",
    );
  }
  if (!isRecord(sent)) throw malformed("The body of a request must be a JSON object.");
  const { query, operationName, variables } = sent;
  if (typeof query !== "string" || query.trim() === "") throw malformed("The request has no query.");
  if (operationName !== undefined && operationName !== null && typeof operationName !== "string") {
    throw malformed("operationName must be a string.");
  }
  return {
    query,
    ...(operationName ? { operationName } : {}),
    variables: readVariables(variables),
  };
}

function readBody(body: Buffer): unknown {
  try {
    return parseJson(body.toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw malformed("The body of the request is not JSON.");
    throw error;
  }
}

function readVariables(variables: unknown): Record<string, unknown> {
  if (variables === undefined || variables === null) return {};
  if (!isRecord(variables)) throw malformed("variables must be a JSON object.");
  return variables;
}
