import { getters, TemplateError, Tool, UnknownMethod, type Value } from "../value";
import { LIST } from "./list";
import { MAP } from "./map";
import { BOOLEAN, NUMBER } from "./number";
import type { Methods } from "./signatures";
import { TEXT } from "./text";

/**
 * Calls the method as Velocity would call that of the Java counterpart.
 * Throws {@link UnknownMethod}, and {@link TemplateError} where Java's method throws.
 */
export function callMethod(self: Value, name: string, args: Value[]): Value {
  if (self instanceof Tool) return self.call(name, args);
  const method = methodsOf(self)?.find(name, args);
  if (!method) throw new UnknownMethod(name);
  return method(self, args);
}

/** The property that a method like `getKey` or `isEmpty` reads. */
export function readProperty(self: Value, name: string): Value {
  if (self instanceof Map) return self.get(name);
  if (self instanceof Tool) return self.property(name);
  const methods = methodsOf(self);
  const getter = methods && getters(name).find((candidate) => methods.find(candidate, []));
  return getter === undefined ? undefined : callMethod(self, getter, []);
}

/** `$list[1]`, `$map['key']`: counted from the end if it is negative. Throws {@link TemplateError}. */
export function readIndex(self: Value, key: Value): Value {
  return callMethod(self, "get", [fromEnd(self, key)]);
}

/** Throws {@link TemplateError}. */
export function assignIndex(self: Value, key: Value, value: Value): void {
  const at = fromEnd(self, key);
  for (const name of ["set", "put"]) {
    try {
      callMethod(self, name, [at, value]);
      return;
    } catch (error) {
      if (!(error instanceof UnknownMethod)) throw error;
    }
  }
}

function fromEnd(self: Value, key: Value): Value {
  if (typeof key !== "bigint" || key >= 0n) return key;
  if (Array.isArray(self)) return BigInt(self.length) + key;
  if (self instanceof Map) return BigInt(self.size) + key;
  throw new TemplateError(`The index ${key} needs a list or a map`);
}

function methodsOf(self: Value): Methods | undefined {
  if (typeof self === "string") return TEXT;
  if (Array.isArray(self)) return LIST;
  if (self instanceof Map) return MAP;
  if (typeof self === "bigint" || typeof self === "number") return NUMBER;
  return typeof self === "boolean" ? BOOLEAN : undefined;
}
