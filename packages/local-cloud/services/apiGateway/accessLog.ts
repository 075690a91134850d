import { AwsError, type Caller, type HttpResponse } from "../../aws/service";
import type { LocalCloud } from "../../cloud";
import { contextVariables, type Invocation } from "./invocation";
import { substitute } from "./mapping/substitution";
import type { AccessLogSettings } from "./resources";

type LogCloud = Pick<LocalCloud, "call" | "assumeRole" | "administrator">;

/**
 * Writes the access log of a stage
 * ({@link https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html}), as the account's logging role.
 * If the program does not set a role for the account, a default one is allowed to write.
 */
export class AccessLog {
  /** Log streams that exist. */
  private readonly streams = new Set<string>();

  constructor(
    private readonly cloud: LogCloud,
    private readonly warn: (message: string) => void,
  ) {}

  /** Never rejects: if the log cannot be written, that is a warning, and the request is answered anyway. */
  async write(
    { destinationArn, format }: AccessLogSettings,
    roleArn: string | undefined,
    invocation: Invocation,
    response: HttpResponse,
    endTime: number,
  ): Promise<void> {
    const context = contextVariables(invocation);
    context.set("status", BigInt(response.status));
    context.set("responseLength", BigInt(Buffer.byteLength(response.body)));
    context.set("responseLatency", BigInt(Math.round(endTime - invocation.startTime)));
    const message = substitute(format, { context, stageVariables: invocation.stageVariables }, "-");
    const group = /:log-group:([^:]+)/.exec(destinationArn)?.[1] ?? destinationArn;
    const stream = `${invocation.definition.apiId}-${invocation.stageName}`;
    try {
      const caller = this.callerOf(roleArn, invocation);
      const put = async () => {
        await this.createStream(caller, group, stream);
        await this.cloud.call(caller, "logs", "PutLogEvents", {
          logGroupName: group,
          logStreamName: stream,
          logEvents: [{ timestamp: Math.floor(endTime), message }],
        });
      };
      await put().catch((error: unknown) => {
        // The stream may have been deleted since, by a reset.
        const isGone = error instanceof AwsError && error.code === "ResourceNotFoundException";
        if (!isGone || !this.streams.delete(`${group} ${stream}`)) throw error;
        return put();
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      this.warn(
        `The access log of ${stream} could not be written to ${group}: ${error.code}: ${error.message}`,
      );
    }
  }

  private callerOf(roleArn: string | undefined, { accountId, definition, region }: Invocation): Caller {
    if (!roleArn) return this.cloud.administrator;
    const { caller } = this.cloud.assumeRole(roleArn, {
      principal: { service: "apigateway.amazonaws.com" },
      sessionName: "BackplaneAssumeRoleSession",
      sourceArn: `arn:aws:apigateway:${region}::/restapis/${definition.apiId}`,
      sourceAccount: accountId,
    });
    return caller;
  }

  private async createStream(caller: Caller, logGroupName: string, logStreamName: string): Promise<void> {
    const name = `${logGroupName} ${logStreamName}`;
    if (this.streams.has(name)) return;
    this.streams.add(name);
    try {
      await this.cloud.call(caller, "logs", "CreateLogStream", { logGroupName, logStreamName });
    } catch (error) {
      if (error instanceof AwsError && error.code === "ResourceAlreadyExistsException") return;
      this.streams.delete(name);
      throw error;
    }
  }
}
