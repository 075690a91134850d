import type { CloudClock } from "./aws/clock";
import type { DeadLetter } from "./aws/deadLetter";
import type { Service } from "./aws/service";
import { LocalCloud, type LocalCloudOptions } from "./cloud";
import { DataDirectory } from "./data/dataDirectory";
import { EventStream } from "./events/eventStream";
import { publishCalls, publishEnd, publishHistory, publishInvocations } from "./events/sources";
import { type FaultPlan, Faults, takeCrash, taskFaults } from "./faults";
import { RestApis } from "./services/apiGateway/restApis";
import { GraphqlApis } from "./services/appSync/graphqlApis";
import { DynamoDbService } from "./services/dynamodb/dynamodb";
import { EventBridgeService } from "./services/eventBridge/eventBridge";
import type { Inspection } from "./services/lambda/inspection";
import { LambdaService } from "./services/lambda/lambda";
import { LogsService } from "./services/logs/logs";
import { S3Service } from "./services/s3/s3";
import { SchedulerService } from "./services/scheduler/scheduler";
import { SecretsManagerService } from "./services/secretsManager/secretsManager";
import { SnsService } from "./services/sns/sns";
import { SqsService } from "./services/sqs/sqs";
import { ParameterStoreService } from "./services/ssm/parameterStore";
import { logExecutions, StepFunctionsService, statusChangeEvent } from "./services/stepFunctions";

export interface LocalServicesOptions extends Omit<LocalCloudOptions, "clock"> {
  clock: CloudClock;
  /** Default: a free port. */
  port?: number;
  /** Faults from the start on; {@link LocalServices.faults} adds to them. Default: none. */
  faults?: FaultPlan;
  /** Which functions are debugged. Default: none. */
  inspection?: Inspection;
  /** How many ended executions are retained. Default: that of {@link StepFunctionsService}. */
  retainedExecutions?: number;
  /** The directory that stores tables, queues, objects and executions. Default: nothing is written to disk. */
  data?: string;
}

/** The local cloud with all its services, listening. */
export interface LocalServices {
  cloud: LocalCloud;
  clock: CloudClock;
  /** The faults that are injected into Tasks: a rule applies to the attempts that start after it was added. */
  faults: Faults;
  /** Everything that happens from now on. */
  events: EventStream;
  stepFunctions: StepFunctionsService;
  lambda: LambdaService;
  sqs: SqsService;
  dynamodb: DynamoDbService;
  s3: S3Service;
  sns: SnsService;
  logs: LogsService;
  secretsManager: SecretsManagerService;
  parameterStore: ParameterStoreService;
  restApis: RestApis;
  graphqlApis: GraphqlApis;
  scheduler: SchedulerService;
  eventBridge: EventBridgeService;
  /** Where everything is stored; absent where nothing is. */
  data?: DataDirectory;
  close(): Promise<void>;
}

/**
 * Starts the services behind one port on 127.0.0.1. Rejects if the port is in use, with `DataDirectoryError` if the data
 * directory cannot be used, and with the reason of a service that cannot start; nothing stays open then.
 */
export async function startLocalServices(options: LocalServicesOptions): Promise<LocalServices> {
  const { data: directory, port, ...cloudOptions } = options;
  const cloud = new LocalCloud(cloudOptions);
  let data: DataDirectory | undefined;
  try {
    data = directory === undefined ? undefined : DataDirectory.open(directory, cloud);
    await cloud.listen(port);
    return await startServices(options, cloud, data);
  } catch (error) {
    await close(cloud, options.clock, data);
    throw error;
  }
}

async function startServices(
  { clock, faults: plan, retainedExecutions, inspection, onError }: LocalServicesOptions,
  cloud: LocalCloud,
  data: DataDirectory | undefined,
): Promise<LocalServices> {
  const stored = data && { data };
  const { registry: policies } = cloud.iam;
  // Registered as it starts, a service is closed with the cloud when a later one fails.
  const register = <S extends Service>(service: S): S => {
    cloud.register(service);
    return service;
  };
  const events = new EventStream(clock, (error, type) =>
    onError(error, { requestId: "none", service: "events", operation: type }),
  );
  publishCalls(events, cloud);
  const onDeadLetter = (deadLetter: DeadLetter) => events.publish("deadLetter", () => deadLetter);
  const directory = data && { directory: data.subdirectory("queues") };
  const sqs = register(await SqsService.start({ cloud, clock, policies, onDeadLetter, ...directory }));
  const dynamodb = register(await DynamoDbService.start({ cloud, clock, ...stored }));
  const s3 = register(new S3Service({ cloud, policies, now: () => clock.now(), ...stored }));
  const sns = register(new SnsService({ cloud, clock, policies, onDeadLetter }));
  const logs = register(new LogsService(cloud, () => clock.now()));
  const secretsManager = register(new SecretsManagerService(cloud, () => clock.now(), policies));
  const parameterStore = register(new ParameterStoreService(cloud, () => clock.now()));
  const lambda = register(
    new LambdaService({
      cloud,
      clock,
      queues: sqs,
      policies,
      crash: takeCrash,
      onDeadLetter,
      ...(inspection && { inspection }),
    }),
  );
  publishInvocations(events, lambda);
  const eventBridge = register(new EventBridgeService({ cloud, clock, policies, onDeadLetter }));
  const faults = new Faults(plan);
  const [publish, log] = [publishHistory(events), logExecutions(logs)];
  const stepFunctions = register(
    new StepFunctionsService({
      cloud,
      clock,
      faults: taskFaults(faults, { clock, cloud }),
      onEvent: (execution, event) => {
        publish(execution, event);
        log(execution, event);
      },
      onEnd: publishEnd(events),
      onStatusChange: (execution) => eventBridge.publish(() => statusChangeEvent(execution, clock.now())),
      ...(retainedExecutions !== undefined && { retainedExecutions }),
      ...stored,
    }),
  );
  const scheduler = register(new SchedulerService({ cloud, clock, onDeadLetter }));
  return {
    cloud,
    clock,
    faults,
    events,
    stepFunctions,
    lambda,
    sqs,
    dynamodb,
    s3,
    sns,
    logs,
    secretsManager,
    parameterStore,
    restApis: new RestApis({ cloud, clock }),
    graphqlApis: new GraphqlApis({ cloud, clock }),
    scheduler,
    eventBridge,
    ...stored,
    close: () => close(cloud, clock, data),
  };
}

async function close(cloud: LocalCloud, clock: CloudClock, data: DataDirectory | undefined): Promise<void> {
  try {
    await cloud.close();
  } finally {
    clock.close();
    data?.close();
  }
}
