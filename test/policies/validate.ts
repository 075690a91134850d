import {
  type PolicyResource,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
  unknownCheckingProxy,
} from "@pulumi/policy";

/** A resource of a stack that is to be checked. */
export interface Given {
  type: string;
  props: Record<string, unknown>;
  /** Default: `it`. */
  name?: string;
  protect?: boolean;
  /** Names of the resources that properties come from. */
  from?: Record<string, string>;
}

export interface Setting {
  /** Default: `prod`. */
  stack?: string;
  /** The policy's configuration. */
  config?: Record<string, unknown>;
}

export type AnyPolicy = ResourceValidationPolicy | StackValidationPolicy;

class NotApplicable extends Error {}

/** What a policy says of a stack of these resources: `name: message` each, or why it does not apply to any. */
export async function validate(policy: AnyPolicy, given: Given[], setting: Setting = {}): Promise<string[]> {
  const resources = resourcesOf(given, setting.stack ?? "prod");
  const found: string[] = [];
  const common = {
    stackTags: new Map<string, string>(),
    getConfig: <Config extends object>() => (setting.config ?? {}) as Config,
    notApplicable: (reason = ""): never => {
      throw new NotApplicable(reason);
    },
  };
  const report = (name: string) => (message: string, urn?: string) =>
    void found.push(`${urn?.split("::").at(-1) ?? name}: ${message}`);
  try {
    if ("validateStack" in policy) {
      await policy.validateStack({ ...common, resources }, report("the stack"));
    }
    for (const check of "validateStack" in policy ? [] : [policy.validateResource].flat()) {
      const [first] = resources;
      await check?.({ ...first!, ...common, asType: () => undefined }, report(first!.name));
    }
  } catch (error) {
    if (error instanceof NotApplicable) return [`not applicable: ${error.message}`];
    throw error;
  }
  return found;
}

function resourcesOf(given: Given[], stack: string): PolicyResource[] {
  const resources = given.map(({ type, props, name = "it", protect = false }) => ({
    type,
    name,
    props: unknownCheckingProxy(props) as Record<string, unknown>,
    urn: `urn:pulumi:${stack}::project::${type}::${name}`,
    opts: {
      protect,
      ignoreChanges: [],
      aliases: [],
      additionalSecretOutputs: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
    },
    dependencies: [],
    propertyDependencies: {} as Record<string, PolicyResource[]>,
    isType: () => false,
    asType: () => undefined,
  }));
  given.forEach(({ from = {} }, index) => {
    for (const [property, name] of Object.entries(from)) {
      resources[index]!.propertyDependencies[property] = resources.filter((each) => each.name === name);
    }
  });
  return resources;
}

/** One way to violate a policy, and the fix. */
export interface Row {
  policy: AnyPolicy;
  /** What is wrong. */
  title: string;
  broken: Given | Given[];
  /** Everything that the policy reports. */
  violations: RegExp[];
  fixed: Given | Given[];
  setting?: Setting;
}
