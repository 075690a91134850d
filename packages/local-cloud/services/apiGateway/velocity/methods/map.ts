import { javaEquals } from "../operators";
import { Tool, toText, type Value, type ValueMap } from "../value";
import { defineMethods } from "./signatures";

/** `java.util.Map` */
export const MAP = defineMethods<ValueMap>({
  "clear()": (self) => {
    self.clear();
    return "";
  },
  "containsKey(any)": (self, key: Value) => self.has(key),
  "containsValue(any)": (self, value: Value) => [...self.values()].some((other) => javaEquals(other, value)),
  "entrySet()": (self) => [...self].map(([key, value]) => entry(key, value)),
  "equals(any)": (self, other: Value) => javaEquals(self, other),
  "get(any)": (self, key: Value) => self.get(key),
  "getOrDefault(any, any)": (self, key: Value, fallback: Value) => (self.has(key) ? self.get(key) : fallback),
  "isEmpty()": (self) => self.size === 0,
  "keySet()": (self) => [...self.keys()],
  "put(any, any)": put,
  "putAll(map)": (self, other: ValueMap) => {
    for (const [key, value] of other) self.set(key, value);
    return "";
  },
  "putIfAbsent(any, any)": (self, key: Value, value: Value) => {
    const before = self.get(key) ?? null;
    if (before === null) self.set(key, value);
    return before;
  },
  "remove(any)": (self, key: Value) => {
    const before = self.get(key);
    self.delete(key);
    return before;
  },
  "replace(any, any)": (self, key: Value, value: Value) => (self.has(key) ? put(self, key, value) : null),
  "size()": (self) => BigInt(self.size),
  "toString()": (self) => toText(self),
  "values()": (self) => [...self.values()],
});

function put(self: ValueMap, key: Value, value: Value): Value {
  const before = self.get(key);
  self.set(key, value);
  return before;
}

const entry = (key: Value, value: Value) =>
  new Tool({ getKey: () => key, getValue: () => value }, {}, () => `${toText(key)}=${toText(value)}`);
