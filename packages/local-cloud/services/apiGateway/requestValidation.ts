import { parseJson } from "../../aws/parseJson";
import { ApiError } from "./apiError";
import { mediaTypeOf } from "./apiRequest";
import type { ApiMethod } from "./definition/definition";
import type { Invocation } from "./invocation";
import { readSource } from "./mapping/parameters";
import { readNumbers } from "./readNumbers";

/**
 * Checks parameters and body according to the method's request validator
 * ({@link https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html}).
 * Throws `BAD_REQUEST_PARAMETERS` or `BAD_REQUEST_BODY`.
 */
export function validateRequest(method: ApiMethod, invocation: Invocation): void {
  if (method.validatesParameters) validateParameters(method, invocation);
  if (method.validatesBody) validateBody(method, invocation);
}

function validateParameters({ requiredParameters }: ApiMethod, invocation: Invocation): void {
  const missing = requiredParameters.filter((source) => !readSource(source, invocation));
  if (missing.length === 0) return;
  const names = missing.map((source) => source.replace(/^method\.request\.\w+\./, ""));
  throw new ApiError("BAD_REQUEST_PARAMETERS", {
    message: `Missing required request parameters: [${names.join(", ")}]`,
  });
}

/** A body of a media type without a model is not checked. */
function validateBody({ requestModels }: ApiMethod, { request }: Invocation): void {
  const model = requestModels.get(mediaTypeOf(request)) ?? requestModels.get("$default");
  if (!model) return;
  const problems = model(parseBody(request.body));
  if (problems.length === 0) return;
  throw new ApiError("BAD_REQUEST_BODY", { validationErrorString: `[${problems.join(", ")}]` });
}

function parseBody(body: Buffer): unknown {
  try {
    return parseJson(body.toString("utf8"), (text) => JSON.parse(text, readNumbers));
  } catch (error) {
    throw new ApiError("BAD_REQUEST_BODY", {
      validationErrorString: "[Unable to parse the request body as JSON]",
      cause: error,
    });
  }
}
