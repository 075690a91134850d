import {
  type MockOptions,
  only,
  type Registered,
  type Registration,
  register as registerIn,
  resolved,
} from "../../packages/local-stack/testing";

export { only, type Registration, resolved };

export const ACCOUNT = "123456789012";
export const REGION = "eu-west-1";

/** Runs a part of a Pulumi program in the region of these tests, and gives what it registered. */
export const register = <T>(program: () => T, options: MockOptions = {}): Promise<Registered<Awaited<T>>> =>
  registerIn(program, { project: "sfn-workflows", region: REGION, ...options });
