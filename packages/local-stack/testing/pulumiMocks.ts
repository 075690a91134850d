import { createRequire } from "node:module";
import * as path from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import type { Resource } from "../program/evaluation";
import { Provider } from "../program/provider/provider";
import { createUrn } from "../program/urn";
import type { LocalValues } from "../program/values/localValues";
import { Lookups } from "../program/values/lookups";
import { MissingValues } from "../program/values/missingValues";

/** A resource as a program registered it. */
export interface Registration {
  /** Pulumi's type token: `aws:sfn/stateMachine:StateMachine`. */
  type: string;
  name: string;
  /** Resolved; those of an `aws.*.get` are empty. */
  inputs: Record<string, unknown>;
  id: string;
  /** The inputs, and what the provider adds: ARN, name, URL, … */
  outputs: Record<string, unknown>;
}

export interface MockOptions {
  /** Configuration, by `project:key`. Default: none. */
  config?: Record<string, string>;
  /** What the program reads of its account and of other stacks. Default: nothing. */
  values?: LocalValues;
  /** Default: `dev`. */
  stack?: string;
  /** Default: `test`. */
  project?: string;
  /** In ARNs and URLs. Default: `us-east-1`. */
  region?: string;
  /** Default: `123456789012`. */
  accountId?: string;
}

/** What a part of a program registered, and what it returned. */
export interface Registered<T> {
  /** In the order of registration. */
  registrations: Registration[];
  result: T;
}

/**
 * Runs a part of a Pulumi program, such as the constructor of a component, against Pulumi's mocks: resources are registered, and
 * nothing is deployed. Their outputs are what the AWS provider would give them, as in a local stack, except that a resource without
 * a physical name has the one that it has in the program. Calls of a function such as `aws.getRegion` are answered too.
 *
 * @returns once all is registered
 * @throws what the program throws, also later, in an `apply`
 * @example const { registrations } = await register(() => new Shop("shop"));
 */
export async function register<T>(
  program: () => T,
  options: MockOptions = {},
): Promise<Registered<Awaited<T>>> {
  const {
    config = {},
    values = {},
    stack = "dev",
    project = "test",
    region = "us-east-1",
    accountId = "123456789012",
  } = options;
  const registrations: Registration[] = [];
  const missing = new MissingValues();
  const lookups = new Lookups({ values, missing, programDirectory: process.cwd(), acceptsSecrets: false });
  const provider = new Provider({ accountId, region, config, lookups, plainNames: true });
  const mocks: pulumi.runtime.Mocks = {
    newResource({ type, name, inputs, id = "", custom = true }) {
      const urn = createUrn({ project, stack }, "", type, name);
      const state = custom
        ? provider.create(resourceOf({ type, name, inputs, id, urn }), {})
        : { id: urn, outputs: inputs as Record<string, unknown> };
      registrations.push({ type, name, inputs, ...state });
      return { id: state.id, state: state.outputs };
    },
    call: ({ token, inputs }) => provider.invoke(token, inputs, {}),
  };
  const { runtime } = programsPulumi();
  await runtime.setMocks(mocks, project, stack);
  runtime.setAllConfig(config);
  const failures: unknown[] = [];
  const onFailure = (reason: unknown) => failures.push(reason);
  process.on("unhandledRejection", onFailure);
  try {
    const result = await program();
    await runtime.disconnect();
    await new Promise((resolve) => setImmediate(resolve));
    const incomplete = missing.error("the option `values`");
    if (incomplete) throw incomplete;
    if (failures.length > 0) throw failures[0];
    return { registrations, result };
  } finally {
    process.off("unhandledRejection", onFailure);
  }
}

/** The only registration of a type and name. Throws an error that lists the registrations if there is none, or more than one. */
export function only(registrations: readonly Registration[], type: string, name?: string): Registration {
  const found = registrations.filter(
    (each) => each.type === type && (name === undefined || each.name === name),
  );
  const [first] = found;
  if (first && found.length === 1) return first;
  const all = registrations.map((each) => `${each.type} '${each.name}'`).join(", ");
  throw new Error(
    `expected one ${type}${name ? ` '${name}'` : ""}, found ${found.length} among ${all || "none"}`,
  );
}

/** An output's value. */
export const resolved = <T>(output: pulumi.Output<T>): Promise<T> =>
  new Promise((resolve) => output.apply((value) => resolve(value as T)));

/** The SDK that the program in the current folder uses, which may be another one than that of the local run. */
function programsPulumi(): typeof pulumi {
  const program = createRequire(path.join(process.cwd(), "package.json"));
  return program("@pulumi/pulumi") as typeof pulumi;
}

/** What a model reads of a resource. */
const resourceOf = (given: Pick<Resource, "type" | "name" | "inputs" | "id" | "urn">): Resource => ({
  ...given,
  read: given.id !== "",
  custom: true,
  remote: false,
  outputs: {},
  secretInputs: [],
  dependencies: [],
  propertyDependencies: {},
  protect: false,
  retainOnDelete: false,
  ignoreChanges: [],
  aliases: [],
});
