import type { RouteContext } from "../../aws/route";
import { AwsError, type Caller, type HttpRequest } from "../../aws/service";
import { RequestError } from "./errors";
import type { AuthorizationMode } from "./schema/authorizationModes";

/** The caller of a request, and the mode of authentication. */
export interface Authentication {
  mode: AuthorizationMode;
  /** The signer of the request. */
  caller?: Caller;
}

export interface KeyHolder {
  modes: readonly AuthorizationMode[];
  /** When each API key expires, in milliseconds of the clock, without what it skipped. */
  keys: ReadonlyMap<string, number>;
}

const unauthorized = (message: string) => new RequestError("UnauthorizedException", message, 401);

/**
 * Authenticates the caller of a request: by `x-api-key`, or by a SigV4 signature for `appsync`
 * ({@link https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html}). Throws {@link RequestError}.
 */
export function authenticate(
  { modes, keys }: KeyHolder,
  { headers }: Pick<HttpRequest, "headers">,
  context: Pick<RouteContext, "authenticate">,
  now: number,
): Authentication {
  const key = headers["x-api-key"];
  const signed = headers.authorization?.startsWith("AWS4-") ?? false;
  if (signed && modes.includes("AWS_IAM")) return { mode: "AWS_IAM", caller: signer(context) };
  if (typeof key === "string" && modes.includes("API_KEY")) {
    if ((keys.get(key) ?? 0) > now) return { mode: "API_KEY" };
    throw unauthorized("You are not authorized to make this call.");
  }
  if (key === undefined && headers.authorization === undefined) {
    throw unauthorized("Valid authorization header not provided.");
  }
  throw unauthorized("You are not authorized to make this call.");
}

function signer(context: Pick<RouteContext, "authenticate">): Caller {
  try {
    return context.authenticate("appsync");
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new RequestError(error.code, error.message, error.status);
  }
}
