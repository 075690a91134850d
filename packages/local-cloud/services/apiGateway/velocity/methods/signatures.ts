import { TemplateError, type Value } from "../value";

// biome-ignore lint/suspicious/noExplicitAny: each method declares its own parameters, which its signature checks.
type Method<Self> = (self: Self, ...args: any[]) => Value;

/** Which values a parameter takes: as in Java, `null` only where it is not a primitive. */
const ACCEPTS = {
  any: () => true,
  int: (value: Value) => typeof value === "bigint" && BigInt.asIntN(32, value) === value,
  number: (value: Value) => typeof value === "bigint" || typeof value === "number",
  boolean: (value: Value) => typeof value === "boolean",
  text: (value: Value) => isNothing(value) || typeof value === "string",
  list: (value: Value) => isNothing(value) || Array.isArray(value),
  map: (value: Value) => isNothing(value) || value instanceof Map,
} satisfies Record<string, (value: Value) => boolean>;

type Parameter = keyof typeof ACCEPTS;

const isNothing = (value: Value) => value === null || value === undefined;

interface Overload {
  parameters: Parameter[];
  method: Method<unknown>;
}

/** The methods of one class. */
export interface Methods {
  /** The first overload that takes the arguments. */
  find(name: string, args: Value[]): ((self: Value, args: Value[]) => Value) | undefined;
}

/** Methods by signature, as `indexOf(text, int)`; of two overloads that take the same arguments, the first is called. */
export function defineMethods<Self extends Value>(signatures: Record<string, Method<Self>>): Methods {
  const overloads = new Map<string, Overload[]>();
  for (const [signature, method] of Object.entries(signatures)) {
    const [, name = "", parameters = ""] = /^(\w+)\((.*)\)$/.exec(signature) ?? [];
    const overload = {
      parameters: parameters === "" ? [] : (parameters.split(", ") as Parameter[]),
      method: method as Method<unknown>,
    };
    overloads.set(name, [...(overloads.get(name) ?? []), overload]);
  }
  return {
    find(name, args) {
      const overload = overloads.get(name)?.find(({ parameters }) => takes(parameters, args));
      return overload && ((self) => invoke(name, overload, self, args));
    },
  };
}

const takes = (parameters: Parameter[], args: Value[]) =>
  parameters.length === args.length &&
  parameters.every((parameter, index) => ACCEPTS[parameter](args[index]));

function invoke(name: string, { parameters, method }: Overload, self: Value, args: Value[]): Value {
  const missing = args.findIndex((arg, index) => isNothing(arg) && parameters[index] !== "any");
  if (missing >= 0) throw new TemplateError(`${name}(): argument ${missing + 1} has no value`);
  return method(self, ...args);
}

/** An index from 0 to the limit. Throws {@link TemplateError}. */
export function within(index: bigint, limit: number): number {
  if (index < 0n || index > BigInt(limit)) {
    throw new TemplateError(`The index ${index} is out of bounds: 0 to ${limit}`);
  }
  return Number(index);
}
