import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { LOCAL_CREDENTIALS } from "../../../../packages/local-cloud";
import { CloudClock } from "../../../../packages/local-cloud/aws/clock";
import { awsJson } from "../../../../packages/local-cloud/aws/protocols/awsJson";
import type {
  CallContext,
  Caller,
  Requirement,
  Service,
  ServiceCall,
} from "../../../../packages/local-cloud/aws/service";
import { LocalCloud, type LocalCloudOptions } from "../../../../packages/local-cloud/cloud";

export const ACCOUNT = "123456789012";
export const REGION = "us-east-1";
export const QUEUE_ARN = `arn:aws:sqs:${REGION}:${ACCOUNT}:orders`;

export type Invoke = (
  call: ServiceCall,
  caller: Caller,
  context: CallContext,
) => Promise<Record<string, unknown>>;

/** A queue service whose behavior the test defines. */
export function fakeSqs(invoke: Invoke): Service {
  return {
    signingName: "sqs",
    ...awsJson({
      version: "1.0",
      targetPrefix: "AmazonSQS",
      errorNamespace: "com.amazonaws.sqs",
      queryErrors: { QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue" },
    }),
    requirements: ({ operation }): Requirement[] => [{ action: `sqs:${operation}`, resource: QUEUE_ARN }],
    invoke,
  };
}

/** A state machine service whose behavior the test defines. */
export function fakeStates(invoke: Invoke): Service {
  return {
    signingName: "states",
    ...awsJson({
      version: "1.0",
      targetPrefix: "AWSStepFunctions",
      operations: new Set(["DescribeExecution", "ListStateMachines", "StartExecution"]),
      errorNamespace: "com.amazonaws.swf.service.v2.model",
    }),
    requirements: ({ operation }): Requirement[] => [{ action: `states:${operation}`, resource: "*" }],
    invoke,
  };
}

export interface RunningCloud {
  cloud: LocalCloud;
  endpoint: string;
  port: number;
  errors: unknown[];
}

const running: LocalCloud[] = [];

/** A listening cloud; {@link closeClouds} ends it. */
export async function startCloud(
  services: Service[],
  options: Partial<LocalCloudOptions> = {},
): Promise<RunningCloud> {
  const errors: unknown[] = [];
  const clock = options.clock ?? new CloudClock();
  const cloud = new LocalCloud({ onError: (error) => errors.push(error), ...options, clock });
  for (const service of services) cloud.register(service);
  running.push(cloud);
  const endpoint = await cloud.listen();
  return { cloud, endpoint, port: Number(new URL(endpoint).port), errors };
}

export async function closeClouds(): Promise<void> {
  for (const cloud of running.splice(0)) await cloud.close();
}

export const ADMINISTRATOR = LOCAL_CREDENTIALS;

export const trusting = (service: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
});

export const allowing = (action: string | string[], resource: string | string[] = "*") => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: action, Resource: resource }],
});

/** A Lambda role's session that has `document` as its only policy. */
export function sessionWith(cloud: LocalCloud, name: string, document: object) {
  const { arn } = cloud.iam.registry.putRole({
    name,
    assumeRolePolicy: trusting("lambda.amazonaws.com"),
    inlinePolicies: { permissions: document },
  });
  return cloud.assumeRole(arn, { principal: { service: "lambda.amazonaws.com" }, sessionName: "worker" });
}

export interface RawRequest {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export interface RawResponse {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** One request whose headers, `Host` included, are as the test says. */
export function send(endpoint: string, { method = "POST", path = "/", headers, body }: RawRequest) {
  return new Promise<RawResponse>((resolve, reject) => {
    const request = httpRequest(
      endpoint + path,
      { method, headers: headers ?? {}, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        });
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}
