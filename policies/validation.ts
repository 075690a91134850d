import {
  type PolicyConfigSchema,
  type PolicyResource,
  type ReportViolation,
  type ResourceValidation,
  type StackValidation,
  type StackValidationArgs,
  UnknownValueError,
} from "@pulumi/policy";

/** A resource as passed to a check; `Properties` are those that the check reads. */
export interface Checked<Properties> {
  type: string;
  urn: string;
  props: Properties;
  opts: { protect: boolean };
}

/**
 * Checks every resource of some types, by its inputs.
 *
 * @param types type tokens: `aws:sqs/queue:Queue`
 */
export function ofTypes<Properties>(
  types: readonly string[],
  check: (resource: Checked<Properties>, report: ReportViolation) => void,
): ResourceValidation {
  return (args, report) => {
    if (!types.includes(args.type)) args.notApplicable(onlyFor(types));
    check({ ...args, props: withUnknownTexts(args.props as object) as Properties }, report);
  };
}

/** Checks the resources of some types, if the stack has any, together with all others; properties are outputs. */
export function amongAll(
  types: readonly string[],
  check: (resource: PolicyResource, all: PolicyResource[], report: ReportViolation) => void,
): StackValidation {
  return ({ resources, ...args }, report) => {
    const all = resources.map((each) => ({ ...each, props: withUnknownTexts(each.props) }));
    const checked = all.filter(({ type }) => types.includes(type));
    if (checked.length === 0) args.notApplicable(onlyFor(types));
    for (const resource of checked) check(resource, all, report);
  };
}

/** How many types are listed in a reason. */
const LISTED_TYPES = 3;

function onlyFor(types: readonly string[]): string {
  const others = types.length - LISTED_TYPES;
  const listed = types.slice(0, LISTED_TYPES).join(", ");
  return `only for ${listed}${others > 0 ? ` and ${others} more ${others === 1 ? "type" : "types"}` : ""}`;
}

/** What Pulumi sends for a text that only the deployment will know, and for the part of one. */
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * Properties of which a text that contains an unknown one is unknown, as it is for Pulumi if that is all of it: to read it throws
 * {@link UnknownValueError}.
 */
function withUnknownTexts<Properties extends object>(props: Properties): Properties {
  return new Proxy(props, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value === "string" && value.includes(UNKNOWN_TEXT))
        throw new UnknownValueError(UNKNOWN_TEXT, [String(name)]);
      // What cannot change must be returned as it is.
      const { configurable, writable } = Object.getOwnPropertyDescriptor(target, name) ?? {};
      const isFixed = configurable === false && writable === false;
      return typeof value === "object" && value !== null && !isFixed ? withUnknownTexts(value) : value;
    },
  });
}

const GUARDED_STACKS = ["prod"];

/** The configuration of a policy that only applies to guarded stacks: `stacks`, their names. Default: `prod`. */
export const guardedStacks: PolicyConfigSchema = {
  properties: { stacks: { type: "array", items: { type: "string" }, default: GUARDED_STACKS } },
};

type Configured = Pick<StackValidationArgs, "getConfig" | "notApplicable">;

/** Limits a check of resources to the stacks of {@link guardedStacks}. */
export const inGuardedStacks =
  (validate: ResourceValidation): ResourceValidation =>
  (args, report) => {
    expectGuarded(args, args.urn);
    return validate(args, report);
  };

/** Limits a check of a stack to the stacks of {@link guardedStacks}. */
export const ifGuarded =
  (validate: StackValidation): StackValidation =>
  (args, report) => {
    expectGuarded(args, args.resources[0]?.urn ?? "");
    return validate(args, report);
  };

function expectGuarded(args: Configured, urn: string): void {
  const { stacks = GUARDED_STACKS } = args.getConfig<{ stacks?: string[] }>();
  // urn:pulumi:STACK::PROJECT::TYPE::NAME
  const stack = urn.split(":")[2] ?? "";
  if (!stacks.includes(stack)) args.notApplicable(`only in ${stacks.join(", ")}`);
}

/** Whether a value is set; a value that is only known after the deployment is. */
export function isGiven(read: () => unknown): boolean {
  try {
    return Boolean(read());
  } catch (error) {
    if (error instanceof UnknownValueError) return true;
    throw error;
  }
}

/**
 * Whether a property of one resource comes from another: according to Pulumi's dependencies, which are known in a preview,
 * too, or, if the value was written out by hand, according to the value.
 */
export function refersTo(
  resource: PolicyResource,
  property: string,
  target: PolicyResource,
  targetProperty: string,
): boolean {
  const dependencies = resource.propertyDependencies[property] ?? [];
  if (dependencies.length > 0) return dependencies.some(({ urn }) => urn === target.urn);
  const value: unknown = resource.props[property];
  return value !== undefined && value === target.props[targetProperty];
}
