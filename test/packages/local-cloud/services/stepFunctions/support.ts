import { SFNClient, type SFNServiceException } from "@aws-sdk/client-sfn";
import { LOCAL_CREDENTIALS } from "../../../../../packages/local-cloud";
import { CloudClock, type ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import type { Caller, Requirement, Service } from "../../../../../packages/local-cloud/aws/service";
import { LocalCloud } from "../../../../../packages/local-cloud/cloud";
import { Faults, taskFaults } from "../../../../../packages/local-cloud/faults";
import {
  type StepFunctionsOptions,
  StepFunctionsService,
} from "../../../../../packages/local-cloud/services/stepFunctions";

export const ACCOUNT = "123456789012";
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/machine`;
export const machineArn = (name: string) => `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:${name}`;
export const executionArn = (machine: string, name: string) =>
  `arn:aws:states:us-east-1:${ACCOUNT}:execution:${machine}:${name}`;

type Statement = { Effect: "Allow" | "Deny"; Action: string | string[]; Resource: string | string[] };

export const allow = (Action: string | string[], Resource: string | string[] = "*"): Statement => ({
  Effect: "Allow",
  Action,
  Resource,
});

/** How a service that a test replaces handles one of its operations. */
export type Operation = (
  input: Record<string, unknown>,
  caller: Caller,
) => Record<string, unknown> | Promise<Record<string, unknown>>;

/** A service that is only called in process. */
export function fakeService(
  signingName: string,
  operations: Record<string, Operation>,
  requirements: (operation: string, input: Record<string, unknown>) => Requirement[] = () => [],
): Service {
  const inProcess = (): never => {
    throw new Error(`${signingName} has no protocol here`);
  };
  return {
    signingName,
    decode: inProcess,
    encode: inProcess,
    encodeError: inProcess,
    requirements: ({ operation, input }) => requirements(operation, input),
    invoke: async ({ operation, input }, caller) => {
      const carryOut = operations[operation];
      if (!carryOut) throw new Error(`${signingName}:${operation} is not expected`);
      return carryOut(input, caller);
    },
  };
}

export interface TestCloud {
  cloud: LocalCloud;
  clock: CloudClock | ManualClock;
  service: StepFunctionsService;
  faults: Faults;
  client: SFNClient;
  warnings: string[];
  putRole(name: string, statements: Statement[], trust?: object): string;
  /** Calls the service in process as the administrator. */
  call(operation: string, input: object): Promise<Record<string, unknown>>;
  /** Creates a state machine whose role may do everything, unless a role is passed. */
  create(name: string, definition: object, extra?: object): Promise<string>;
  close(): Promise<void>;
}

const TRUST = {
  Version: "2012-10-17" as const,
  Statement: [
    { Effect: "Allow" as const, Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" },
  ],
};

export async function testCloud(
  options: Partial<Omit<StepFunctionsOptions, "clock" | "faults">> & {
    clock?: CloudClock | ManualClock;
    faults?: Faults;
    services?: Service[];
  } = {},
): Promise<TestCloud> {
  const {
    clock = new CloudClock({ kind: "skip" }),
    services = [],
    faults = new Faults(),
    ...serviceOptions
  } = options;
  const unexpected: unknown[] = [];
  const cloud = new LocalCloud({ clock, onError: (error) => unexpected.push(error) });
  const warnings: string[] = [];
  const service = new StepFunctionsService({
    cloud,
    clock,
    faults: taskFaults(faults, { clock, cloud }),
    warn: (message) => warnings.push(message),
    ...serviceOptions,
  });
  for (const each of [service, ...services]) cloud.register(each);
  const endpoint = await cloud.listen();
  const client = new SFNClient({
    endpoint,
    region: "us-east-1",
    credentials: LOCAL_CREDENTIALS,
    disableHostPrefix: true,
    maxAttempts: 1,
  });
  const putRole: TestCloud["putRole"] = (name, Statement, trust = TRUST) =>
    cloud.iam.registry.putRole({
      name,
      assumeRolePolicy: trust as typeof TRUST,
      inlinePolicies: Statement.length > 0 ? { policy: { Version: "2012-10-17", Statement } } : {},
    }).arn;
  putRole("machine", [allow("*")]);
  const call: TestCloud["call"] = (operation, input) =>
    cloud.call(cloud.administrator, "states", operation, input);
  return {
    cloud,
    clock,
    service,
    faults,
    client,
    warnings,
    putRole,
    call,
    async create(name, definition, extra = {}) {
      const input = { name, definition: JSON.stringify(definition), roleArn: ROLE, ...extra };
      return String((await call("CreateStateMachine", input)).stateMachineArn);
    },
    async close() {
      client.destroy();
      await cloud.close();
      if (clock instanceof CloudClock) clock.close();
      if (unexpected.length > 0) throw unexpected[0];
    },
  };
}

/** Matches an error of the client or of a call in process. */
export const failsWith = (name: string, message: string | RegExp) => (error: unknown) => {
  const { name: given, code, message: text } = error as SFNServiceException & { code?: string };
  const found = code ?? given;
  const matches = typeof message === "string" ? text === message : message.test(text);
  if (found !== name || !matches) throw new Error(`Expected ${name}: ${message}, found ${found}: ${text}`);
  return true;
};

export const PASS = { StartAt: "Done", States: { Done: { Type: "Pass", End: true } } };
export const WAIT = { StartAt: "Hold", States: { Hold: { Type: "Wait", Seconds: 3600, End: true } } };
