import * as pulumi from "@pulumi/pulumi";

/** Whether the value is only known later: an output or a promise. */
export function isUnresolved(value: unknown): value is pulumi.Output<unknown> | Promise<unknown> {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/** Whether a text is a JSONata expression. */
export function isJsonata(value: unknown): value is string {
  return typeof value === "string" && value.startsWith("{%") && value.endsWith("%}");
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isUnresolved(value);
}

/** The value with everything in it resolved. */
export function resolve(value: unknown): pulumi.Output<unknown> {
  return pulumi.output(value as pulumi.Input<object>) as pulumi.Output<unknown>;
}

/** A table's own entry with this name; safe for untrusted names. */
export function lookUp<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Applies `change` at once if all values are plain, else to what they resolve to. */
export function derive<Values extends readonly unknown[], Result>(
  values: readonly [...Values],
  change: (
    values: { [I in keyof Values]: Exclude<Values[I], pulumi.Output<unknown> | Promise<unknown>> },
  ) => Result,
): Result | pulumi.Output<Result> {
  type Plain = Parameters<typeof change>[0];
  if (!values.some(isUnresolved)) return change(values as Plain);
  return pulumi
    .all(values as unknown as unknown[])
    .apply((resolved) => change(resolved as Plain)) as pulumi.Output<Result>;
}
