import type { Clock } from "../../../../../packages/local-cloud/aws/clock";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import type { CreateFunctionInput } from "../../../../../packages/local-cloud/services/lambda/function";
import {
  type LambdaOptions,
  LambdaService,
} from "../../../../../packages/local-cloud/services/lambda/lambda";
import { LogsService } from "../../../../../packages/local-cloud/services/logs/logs";
import type { QueueEndpoint } from "../../../../../packages/local-cloud/services/sqs/endpointBackend";
import { SqsService } from "../../../../../packages/local-cloud/services/sqs/sqs";
import { TestCloud } from "../../testCloud";

/** Lambda, SQS and CloudWatch Logs in a local cloud. */
export interface LambdaSetup<C extends Clock = Clock> {
  cloud: TestCloud;
  clock: C;
  logs: LogsService;
  sqs: SqsService;
  lambda: LambdaService;
  close(): Promise<void>;
}

export async function startLambda<C extends Clock = ManualClock>(
  clock: C = new ManualClock() as unknown as C,
  { endpoint, ...options }: Pick<LambdaOptions, "random" | "workers"> & { endpoint?: QueueEndpoint } = {},
): Promise<LambdaSetup<C>> {
  const cloud = new TestCloud();
  await cloud.listen();
  const logs = cloud.add(new LogsService(cloud, () => clock.now()));
  const sqs = cloud.add(await SqsService.start({ cloud, clock, ...(endpoint && { endpoint }) }));
  const lambda = cloud.add(new LambdaService({ cloud, clock, queues: sqs, ...options }));
  return { cloud, clock, logs, sqs, lambda, close: () => cloud.close() };
}

/** The code of a function with one CommonJS file. */
export const code = (text: string, name = "index.js") => [{ name, text }];

export async function createFunction(
  { lambda, cloud }: LambdaSetup,
  name: string,
  text: string,
  settings: Partial<CreateFunctionInput> = {},
): Promise<void> {
  await lambda.functions.createFunction({
    FunctionName: name,
    Role: cloud.roleArn(`${name}-role`),
    Code: code(text),
    ...settings,
  });
}

export interface InvokeAnswer {
  StatusCode: number;
  FunctionError?: string;
  ExecutedVersion?: string;
  LogResult?: string;
  /** The parsed payload. */
  result: unknown;
}

export async function invoke(
  { cloud }: LambdaSetup,
  FunctionName: string,
  event: unknown = {},
  input: object = {},
): Promise<InvokeAnswer> {
  const output = await cloud.call(cloud.administrator, "lambda", "Invoke", {
    FunctionName,
    Payload: JSON.stringify(event),
    ...input,
  });
  const text = output.Payload === undefined ? "" : String(output.Payload);
  return { ...(output as unknown as InvokeAnswer), result: text === "" ? undefined : JSON.parse(text) };
}
