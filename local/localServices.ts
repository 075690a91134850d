import type { CloudClock } from "./clock";
import { LocalCloud, type LocalCloudOptions } from "./cloud";
import { LambdaService } from "./services/lambda/lambda";
import { LogsService } from "./services/logs";
import { SqsService } from "./services/sqs/sqs";
import { StepFunctionsService } from "./services/stepFunctions";

export interface LocalServicesOptions extends Omit<LocalCloudOptions, "clock"> {
  clock: CloudClock;
  /** Default: a free port. */
  port?: number;
}

/** The local cloud with all its services, listening. */
export interface LocalServices {
  cloud: LocalCloud;
  clock: CloudClock;
  stepFunctions: StepFunctionsService;
  lambda: LambdaService;
  sqs: SqsService;
  logs: LogsService;
  close(): Promise<void>;
}

/** Starts the services behind one port on 127.0.0.1. Rejects if the port is in use. */
export async function startLocalServices(options: LocalServicesOptions): Promise<LocalServices> {
  const { clock, port, ...cloudOptions } = options;
  const cloud = new LocalCloud({ ...cloudOptions, clock });
  await cloud.listen(port);
  const sqs = await SqsService.start({ cloud, clock });
  const logs = new LogsService(cloud, () => clock.now());
  const lambda = new LambdaService({ cloud, clock, queues: sqs });
  const stepFunctions = new StepFunctionsService({ cloud, clock });
  for (const service of [sqs, logs, lambda, stepFunctions]) cloud.register(service);
  return {
    cloud,
    clock,
    stepFunctions,
    lambda,
    sqs,
    logs,
    async close() {
      await cloud.close();
      clock.close();
    },
  };
}
