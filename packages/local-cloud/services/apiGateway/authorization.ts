import type { RouteContext } from "../../aws/route";
import { AwsError, type Caller, type Cloud } from "../../aws/service";
import { ApiError, type GatewayResponseType } from "./apiError";
import { headerOf } from "./apiRequest";
import type { ApiMethod } from "./definition/definition";
import { type Invocation, methodArn } from "./invocation";
import { plainPath } from "./routing";

/** The gateway responses of signature errors, by error code. */
const RESPONSE_TYPES: Readonly<Record<string, GatewayResponseType>> = {
  ExpiredTokenException: "EXPIRED_TOKEN",
  InvalidSignatureException: "INVALID_SIGNATURE",
  MissingAuthenticationTokenException: "MISSING_AUTHENTICATION_TOKEN",
};

/** The caller of an unsigned request, whom only a policy for everyone can allow something. */
const ANONYMOUS: Caller = { arn: "anonymous", accountId: "anonymous" };

/**
 * Decides whether the method may be called
 * ({@link https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html}): with `AWS_IAM` by
 * the caller's policies and the API's, without authorization by the API's policy alone, if it has one.
 * Throws {@link ApiError}.
 */
export function authorize(
  method: ApiMethod,
  invocation: Invocation,
  cloud: Pick<Cloud, "authorize">,
  context: Pick<RouteContext, "authenticate">,
): void {
  if (method.authorization === "AWS_IAM") {
    const identity = authenticate(context);
    invocation.caller = { identity, accessKey: accessKeyOf(invocation) };
    authorizeCaller(identity, invocation, cloud);
  } else if (invocation.definition.hasPolicy) {
    authorizeCaller(ANONYMOUS, invocation, cloud);
  }
}

function authenticate(context: Pick<RouteContext, "authenticate">): Caller {
  try {
    return context.authenticate("execute-api");
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const responseType = RESPONSE_TYPES[error.code] ?? "DEFAULT_4XX";
    const message = responseType === "MISSING_AUTHENTICATION_TOKEN" ? {} : { message: error.message };
    throw new ApiError(responseType, { ...message, status: 403, errorType: error.code, cause: error });
  }
}

function authorizeCaller(caller: Caller, invocation: Invocation, cloud: Pick<Cloud, "authorize">): void {
  const { method, path } = invocation.request;
  const requirement = {
    action: "execute-api:Invoke",
    resource: methodArn(invocation, method, plainPath(path)),
  };
  try {
    cloud.authorize(caller, [requirement], "execute-api:Invoke");
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new ApiError("ACCESS_DENIED", { message: error.message, cause: error });
  }
}

function accessKeyOf({ request }: Invocation): string {
  const presigned = request.query.find(([name]) => name === "X-Amz-Credential")?.[1];
  const credential = presigned ?? /Credential=([^,\s]+)/.exec(headerOf(request, "authorization") ?? "")?.[1];
  return credential?.split("/")[0] ?? "";
}
