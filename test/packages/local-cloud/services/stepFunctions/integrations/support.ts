import type { Json, TaskRequest } from "../../../../../../packages/asl/engine";
import { AwsError, type Caller, type Cloud } from "../../../../../../packages/local-cloud/aws/service";
import {
  ServiceIntegrations,
  type TaskEnvironment,
  TaskTokens,
} from "../../../../../../packages/local-cloud/services/stepFunctions/integrations";

export interface RecordedCall {
  caller: string;
  service: string;
  operation: string;
  input: object;
}

type Answer = Record<string, unknown> | Error;

/** A cloud that returns `answer` for every call and records the call. */
export function fakeEnvironment(
  answer: (call: RecordedCall) => Answer | Promise<Answer>,
  overrides: Partial<TaskEnvironment> = {},
) {
  const calls: RecordedCall[] = [];
  const warnings: string[] = [];
  const cloud: Pick<Cloud, "call"> = {
    async call(caller: Caller, service: string, operation: string, input: object) {
      const call = { caller: caller.arn, service, operation, input };
      calls.push(call);
      const answered = await answer(call);
      if (answered instanceof Error) throw answered;
      return answered;
    },
  };
  const environment: TaskEnvironment = {
    cloud: cloud as Cloud,
    stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:m",
    executionArn: "arn:aws:states:us-east-1:123456789012:execution:m:e",
    tokens: new TaskTokens(),
    activities: { schedule: () => {} },
    assume: (roleArn = "own") => ({ arn: roleArn, accountId: "123456789012" }),
    executionEnded: () => Promise.resolve(),
    uuid: () => "id",
    warn: (message) => warnings.push(message),
    ...overrides,
  };
  const submitted: Json[] = [];
  const abort = new AbortController();
  const run = (resource: string, parameters: Json, extra: Partial<TaskRequest> = {}) =>
    new ServiceIntegrations(environment).run({
      resource,
      parameters,
      exactParameters: parameters,
      stateName: "S",
      context: {},
      taskToken: "token",
      signal: abort.signal,
      submitted: (output) => submitted.push(output),
      heartbeat: () => {},
      started: () => {},
      ...extra,
    });
  return { environment, calls, warnings, submitted, abort, run };
}

export const refused = (code: string, message: string, status = 400) => new AwsError(code, message, status);

/** The part of a result without the request's metadata. */
export function withoutMetadata(result: Json): Json {
  const {
    SdkHttpMetadata: _http,
    SdkResponseMetadata: _response,
    ...rest
  } = result as { [key: string]: Json };
  return rest;
}
