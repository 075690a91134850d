import type { Clock } from "../../../aws/clock";
import { AwsError, type CallContext, type Caller, type Cloud } from "../../../aws/service";
import { ApiError } from "../apiError";
import type { Integration } from "../definition/definition";
import { type Invocation, methodArn } from "../invocation";

/** What integrations call. */
export interface Backend {
  cloud: Pick<Cloud, "call" | "assumeRole" | "accountId">;
  clock: Clock;
  context: Pick<CallContext, "idle">;
}

/** The response of an integration's backend. */
export interface BackendResponse {
  status: number;
  /** By lower-case name. */
  headers: ReadonlyMap<string, string>;
  body: string;
  /** Selects the integration response: the status, or the error message of a function. */
  selector: string;
}

export interface IntegrationTarget {
  /** The service's signing name: `states`. */
  service: string;
  kind: "action" | "path";
  /** The operation's name, or the path. */
  name: string;
}

/** Reads `arn:aws:apigateway:REGION:states:action/StartExecution`. */
export function parseUri(uri: string): IntegrationTarget | undefined {
  const [, service, kind, name] =
    /^arn:aws[\w-]*:apigateway:[\w-]+:([\w.-]+):(action|path)\/(.+)$/.exec(uri) ?? [];
  return service && name ? { service, kind: kind as IntegrationTarget["kind"], name } : undefined;
}

/** The function in `path/2015-03-31/functions/ARN/invocations`. */
export const functionOf = (path: string): string | undefined =>
  /^\d{4}-\d\d-\d\d\/functions\/(.+)\/invocations$/.exec(path)?.[1];

/** The URI with the stage's variables substituted, `${stageVariables.alias}`. */
export const resolveUri = (uri: string, { stageVariables }: Invocation): string =>
  uri.replace(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => stageVariables.get(name) ?? "");

/** The session name that API Gateway uses for every call with a role. */
const SESSION_NAME = "BackplaneAssumeRoleSession";
const PRINCIPAL = "apigateway.amazonaws.com";
/** In place of a role: the service is called with the credentials of the client. */
const CALLER_CREDENTIALS = /^arn:aws[\w-]*:iam::\*:user\/\*$/;

/** The caller of the backend: a session of the integration's role, or API Gateway itself. Throws an {@link ApiError} of 500. */
export function callerOf({ credentials }: Integration, invocation: Invocation, { cloud }: Backend): Caller {
  const { route, request, accountId } = invocation;
  const source = {
    sourceArn: methodArn(invocation, request.method, route?.resource.path ?? "/"),
    sourceAccount: accountId,
  };
  if (credentials === undefined) {
    return { arn: PRINCIPAL, accountId, service: { principal: PRINCIPAL, ...source } };
  }
  if (CALLER_CREDENTIALS.test(credentials) && invocation.caller) return invocation.caller.identity;
  try {
    const principal = { service: PRINCIPAL };
    return cloud.assumeRole(credentials, { principal, sessionName: SESSION_NAME, ...source }).caller;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new ApiError("API_CONFIGURATION_ERROR", { cause: error });
  }
}

/**
 * Waits for the backend as long as the integration allows; after that the call continues, but its response is discarded.
 * Throws `INTEGRATION_TIMEOUT`.
 */
export async function withinTimeout<T>(
  { timeout }: Integration,
  { clock, context }: Backend,
  work: Promise<T>,
): Promise<T> {
  let cancel = () => {};
  const expired = new Promise<never>((_, reject) => {
    cancel = clock.after(timeout, () => reject(new ApiError("INTEGRATION_TIMEOUT")));
  });
  try {
    return await context.idle(Promise.race([work, expired]));
  } finally {
    cancel();
  }
}
