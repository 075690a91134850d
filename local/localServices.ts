import type { CloudClock } from "./clock";
import { LocalCloud, type LocalCloudOptions } from "./cloud";
import { type FaultPlan, takeCrash } from "./faults";
import { GraphqlApis } from "./frontDoors/graphqlApi/graphqlApis";
import { RestApis } from "./frontDoors/restApi/restApis";
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
  close(): Promise<void>;
}

/** Starts the services behind one port on 127.0.0.1. Rejects if the port is in use. */
export async function startLocalServices(options: LocalServicesOptions): Promise<LocalServices> {
  const { clock, port, faults, retainedExecutions, ...cloudOptions } = options;
  const cloud = new LocalCloud({ ...cloudOptions, clock });
  await cloud.listen(port);
  const sqs = await SqsService.start({ cloud, clock });
  const dynamodb = await DynamoDbService.start({ cloud, clock });
  const s3 = await S3Service.start({ cloud, policies: cloud.iam.registry });
  const sns = new SnsService({ cloud, clock, policies: cloud.iam.registry });
  const logs = new LogsService(cloud, () => clock.now());
  const lambda = new LambdaService({ cloud, clock, queues: sqs, crash: takeCrash });
  const stepFunctions = new StepFunctionsService({
    cloud,
    clock,
    ...(faults && { faults }),
    ...(retainedExecutions !== undefined && { retainedExecutions }),
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
    async close() {
      schedules.close();
      await cloud.close();
      clock.close();
    },
  };
}
