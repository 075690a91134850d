import assert from "node:assert/strict";
import { S3Client } from "@aws-sdk/client-s3";
import { LOCAL_CREDENTIALS } from "../../../../../packages/local-cloud";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import type { Caller } from "../../../../../packages/local-cloud/aws/service";
import { LocalCloud } from "../../../../../packages/local-cloud/cloud";
import { DataDirectory } from "../../../../../packages/local-cloud/data/dataDirectory";
import { S3Service } from "../../../../../packages/local-cloud/services/s3/s3";

/** Any output, or what is inside one. */
// biome-ignore lint/suspicious/noExplicitAny: outputs of every operation
export type Output = any;

export interface TestS3 {
  cloud: LocalCloud;
  clock: ManualClock;
  client: S3Client;
  /** Calls in this process, as the administrator unless it is another caller. */
  call(operation: string, input: object, caller?: Caller): Promise<Output>;
  close(): Promise<void>;
}

/** S3 behind a port of its own. */
export async function startS3(options: { data?: string; region?: string } = {}): Promise<TestS3> {
  const clock = new ManualClock(Date.now());
  const { region = "us-east-1" } = options;
  const cloud = new LocalCloud({ clock, region, onError: (error) => assert.fail(error as Error) });
  const endpoint = await cloud.listen();
  const data = options.data === undefined ? undefined : DataDirectory.open(options.data, cloud);
  cloud.register(
    new S3Service({ cloud, policies: cloud.iam.registry, now: () => clock.now(), ...(data && { data }) }),
  );
  const client = new S3Client({
    endpoint,
    region,
    credentials: LOCAL_CREDENTIALS,
    forcePathStyle: true,
    maxAttempts: 1,
  });
  return {
    cloud,
    clock,
    client,
    call: (operation, input, caller = cloud.administrator) => cloud.call(caller, "s3", operation, input),
    async close() {
      client.destroy();
      await cloud.close();
      data?.close();
    },
  };
}

/** The session of a role that may do these things. */
export function callerWith(cloud: LocalCloud, name: string, statements: object[]): Caller {
  const trust = {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    ],
  };
  const { arn } = cloud.iam.registry.putRole({
    name,
    assumeRolePolicy: trust as never,
    inlinePolicies: { own: { Version: "2012-10-17", Statement: statements } as never },
  });
  const principal = { service: "lambda.amazonaws.com" };
  return cloud.assumeRole(arn, { principal, sessionName: "test" }).caller;
}

export const allow = (Action: string | string[], Resource: string | string[]) => ({
  Effect: "Allow",
  Action,
  Resource,
});
