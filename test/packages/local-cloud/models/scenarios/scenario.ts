import type { LocalServices } from "../../../../../packages/local-cloud/localCloud";

/** Any output, or what is inside one. */
// biome-ignore lint/suspicious/noExplicitAny: outputs of every operation
export type Output = any;

/** Calls every operation of a service, as the administrator, in process. */
export type Scenario = (
  call: (operation: string, input?: object) => Promise<Output>,
  services: LocalServices,
) => Promise<void>;

export const ACCOUNT = "123456789012";

/** The ARN of a resource in the account. */
export const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:${ACCOUNT}:${rest}`;

/** A role that a service may assume, and that may do everything. */
export function putRole({ cloud }: LocalServices, service: string): string {
  const statement = { Effect: "Allow" as const };
  return cloud.iam.registry.putRole({
    name: `${service}-role`,
    assumeRolePolicy: {
      Version: "2012-10-17",
      Statement: [
        { ...statement, Action: "sts:AssumeRole", Principal: { Service: `${service}.amazonaws.com` } },
        { ...statement, Action: "sts:AssumeRole", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } },
      ],
    },
    inlinePolicies: {
      all: { Version: "2012-10-17", Statement: [{ ...statement, Action: "*", Resource: "*" }] },
    },
  }).arn;
}
