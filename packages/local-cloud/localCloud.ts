import type { CloudClock } from "./aws/clock";
import { LocalCloud, type LocalCloudOptions } from "./cloud";
import { DataDirectory } from "./data/dataDirectory";
import { type FaultPlan, takeCrash } from "./faults";
import { RestApis } from "./services/apiGateway/restApis";
import { GraphqlApis } from "./services/appSync/graphqlApis";
import { DynamoDbService } from "./services/dynamodb/dynamodb";
import { LambdaService } from "./services/lambda/lambda";
import { LogsService } from "./services/logs";
import { S3Service } from "./services/s3/s3";
import { Schedules } from "./services/scheduler/schedules";
import { SnsService } from "./services/sns/sns";
import { SqsService } from "./services/sqs/sqs";
import { StepFunctionsService } from "./services/stepFunctions";

export interface LocalServicesOptions extends Omit<LocalCloudOptions, "clock"> {
  clock: CloudClock;
  /** Default: a free port. */
  port?: number;
  /** What goes wrong on demand. Default: nothing. */
  faults?: FaultPlan;
  /** How many ended executions are kept. Default: that of {@link StepFunctionsService}. */
  retainedExecutions?: number;
  /** The directory where tables, queues, objects and executions are kept. Default: nothing touches the disk. */
  data?: string;
}

/** The local cloud with all its services, listening. */
export interface LocalServices {
  cloud: LocalCloud;
  clock: CloudClock;
  stepFunctions: StepFunctionsService;
  lambda: LambdaService;
  sqs: SqsService;
  dynamodb: DynamoDbService;
  s3: S3Service;
  sns: SnsService;
  logs: LogsService;
  restApis: RestApis;
  graphqlApis: GraphqlApis;
  schedules: Schedules;
  /** Where everything is kept; absent where nothing is. */
  data?: DataDirectory;
  close(): Promise<void>;
}

/**
 * Starts the services behind one port on 127.0.0.1. Rejects if the port is in use, and with `DataDirectoryError` if the
 * directory for its data cannot be used.
 */
export async function startLocalServices(options: LocalServicesOptions): Promise<LocalServices> {
  const { data: directory, port, ...cloudOptions } = options;
  const cloud = new LocalCloud(cloudOptions);
  const data = directory === undefined ? undefined : DataDirectory.open(directory, cloud);
  try {
    await cloud.listen(port);
    return await startServices(options, cloud, data);
  } catch (error) {
    await cloud.close();
    data?.close();
    throw error;
  }
}

async function startServices(
  { clock, faults, retainedExecutions }: LocalServicesOptions,
  cloud: LocalCloud,
  data: DataDirectory | undefined,
): Promise<LocalServices> {
  const kept = data && { data };
  const sqs = await SqsService.start({
    cloud,
    clock,
    ...(data && { directory: data.subdirectory("queues") }),
  });
  const dynamodb = await DynamoDbService.start({ cloud, clock, ...kept });
  const s3 = await S3Service.start({ cloud, policies: cloud.iam.registry, ...kept });
  const sns = new SnsService({ cloud, clock, policies: cloud.iam.registry });
  const logs = new LogsService(cloud, () => clock.now());
  const lambda = new LambdaService({ cloud, clock, queues: sqs, crash: takeCrash });
  const stepFunctions = new StepFunctionsService({
    cloud,
    clock,
    ...(faults && { faults }),
    ...(retainedExecutions !== undefined && { retainedExecutions }),
    ...kept,
  });
  for (const service of [sqs, dynamodb, s3, sns, logs, lambda, stepFunctions]) cloud.register(service);
  const schedules = new Schedules({ cloud, clock });
  return {
    cloud,
    clock,
    stepFunctions,
    lambda,
    sqs,
    dynamodb,
    s3,
    sns,
    logs,
    restApis: new RestApis({ cloud, clock }),
    graphqlApis: new GraphqlApis({ cloud, clock }),
    schedules,
    ...kept,
    async close() {
      schedules.close();
      await cloud.close();
      clock.close();
      data?.close();
    },
  };
}
