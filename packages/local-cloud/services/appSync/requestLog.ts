import { AwsError, type Caller } from "../../aws/service";
import type { LocalCloud } from "../../cloud";
import { APPSYNC_SESSION } from "./execution/dataSource";
import type { LogConfig } from "./resources";

type LogCloud = Pick<LocalCloud, "call" | "assumeRole" | "accountId">;

/**
 * Writes the logs of APIs to `/aws/appsync/apis/ID` as their logging roles
 * ({@link https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html}).
 */
export class RequestLog {
  /** Ids of the APIs whose log group and stream exist. */
  private readonly ready = new Map<string, Promise<void>>();

  constructor(
    private readonly cloud: LogCloud,
    private readonly warn: (message: string) => void,
  ) {}

  /** Never rejects: if the log cannot be written, that is a warning, and the request is answered anyway. */
  async write(
    api: { id: string; arn: string },
    config: LogConfig,
    time: number,
    lines: string[],
  ): Promise<void> {
    const place = { logGroupName: `/aws/appsync/apis/${api.id}`, logStreamName: api.id };
    const logEvents = lines.map((message) => ({ timestamp: Math.floor(time), message }));
    try {
      const { caller } = this.cloud.assumeRole(config.cloudWatchLogsRoleArn, {
        ...APPSYNC_SESSION,
        sourceArn: api.arn,
        sourceAccount: this.cloud.accountId,
      });
      const ready = this.ready.get(api.id) ?? this.prepare(caller, place);
      this.ready.set(api.id, ready);
      await ready;
      await this.cloud.call(caller, "logs", "PutLogEvents", { ...place, logEvents });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      this.ready.delete(api.id);
      this.warn(`The log of the API ${api.id} could not be written: ${error.code}: ${error.message}`);
    }
  }

  /** The stream, and the group if the program has none. */
  private async prepare(
    caller: Caller,
    place: { logGroupName: string; logStreamName: string },
  ): Promise<void> {
    try {
      await this.create(caller, "CreateLogStream", place);
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== "ResourceNotFoundException") throw error;
      await this.create(caller, "CreateLogGroup", { logGroupName: place.logGroupName });
      await this.create(caller, "CreateLogStream", place);
    }
  }

  private async create(caller: Caller, operation: string, input: object): Promise<void> {
    try {
      await this.cloud.call(caller, "logs", operation, input);
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== "ResourceAlreadyExistsException") throw error;
    }
  }
}
