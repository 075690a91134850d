import { AwsError, type Caller } from "../../../aws/service";
import type { LocalCloud } from "../../../cloud";
import { FieldError } from "../errors";

/** A function that resolves fields. */
export interface LambdaDataSource {
  /** The API that the function is invoked for. */
  apiArn: string;
  functionArn: string;
  serviceRoleArn: string;
}

export type DataSourceCloud = Pick<LocalCloud, "call" | "assumeRole" | "accountId">;

/** AppSync's session name. */
export const APPSYNC_SESSION = {
  principal: { service: "appsync.amazonaws.com" },
  sessionName: "APPSYNC_ASSUME_ROLE",
};

/**
 * Invokes the function with the data source's role. Throws a {@link FieldError}: `Lambda:Unhandled` with the message of what
 * the function threw, whatever the name of that error is.
 */
export async function invokeFunction(
  source: LambdaDataSource,
  event: Record<string, unknown>,
  cloud: DataSourceCloud,
): Promise<unknown> {
  const output = await invoke(source, JSON.stringify(event), cloud);
  const payload = output.Payload instanceof Uint8Array ? Buffer.from(output.Payload).toString("utf8") : "";
  const result: unknown = payload === "" ? null : JSON.parse(payload);
  if (output.FunctionError === undefined) return result;
  throw new FieldError(`Lambda:${String(output.FunctionError)}`, messageOf(result, payload));
}

async function invoke(
  { functionArn, serviceRoleArn, apiArn }: LambdaDataSource,
  payload: string,
  cloud: DataSourceCloud,
): Promise<Record<string, unknown>> {
  const caller = assume(serviceRoleArn, apiArn, cloud);
  try {
    return await cloud.call(caller, "lambda", "Invoke", {
      FunctionName: functionArn,
      InvocationType: "RequestResponse",
      Payload: Buffer.from(payload),
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { code, status, message } = error;
    const type = code === "AccessDeniedException" ? "AWSLambdaException" : code;
    const details = `(Service: AWSLambda; Status Code: ${status}; Error Code: ${code})`;
    throw new FieldError(`Lambda:${type}`, `${message} ${details}`, { cause: error });
  }
}

/** A session of a role for the API. Throws a {@link FieldError} if the role does not trust it. */
function assume(roleArn: string, apiArn: string, cloud: DataSourceCloud): Caller {
  try {
    const source = { sourceArn: apiArn, sourceAccount: cloud.accountId };
    return cloud.assumeRole(roleArn, { ...APPSYNC_SESSION, ...source }).caller;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new FieldError("UnauthorizedException", `Unable to assume role ${roleArn}.`, { cause: error });
  }
}

function messageOf(result: unknown, payload: string): string {
  const { errorMessage } = Object(result) as { errorMessage?: unknown };
  return typeof errorMessage === "string" ? errorMessage : payload;
}
