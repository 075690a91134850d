import { javaPattern, javaReplace } from "./regularExpression";
import { Tool, toText, UnknownMethod, type Value, type ValueMap } from "./value";

type Methods<T> = Readonly<Record<string, (self: T, ...args: Value[]) => Value>>;

const count = (value: Value) => Math.trunc(Number(value));

/** `java.lang.String` */
const TEXT: Methods<string> = {
  charAt: (self, index) => self.charAt(count(index)),
  concat: (self, other) => self + toText(other),
  contains: (self, other) => self.includes(toText(other)),
  endsWith: (self, other) => self.endsWith(toText(other)),
  equals: (self, other) => self === other,
  equalsIgnoreCase: (self, other) => self.toLowerCase() === toText(other).toLowerCase(),
  indexOf: (self, other) => self.indexOf(toText(other)),
  isEmpty: (self) => self === "",
  lastIndexOf: (self, other) => self.lastIndexOf(toText(other)),
  length: (self) => self.length,
  matches: (self, pattern) => javaPattern(toText(pattern), { whole: true }).test(self),
  replace: (self, from, to) => self.replaceAll(toText(from), () => toText(to)),
  replaceAll: (self, pattern, to) => javaReplace(self, toText(pattern), toText(to), true),
  replaceFirst: (self, pattern, to) => javaReplace(self, toText(pattern), toText(to), false),
  split: (self, pattern) => withoutEmptyEnd(self.split(javaPattern(toText(pattern)))),
  startsWith: (self, other) => self.startsWith(toText(other)),
  substring: (self, from, to) => self.substring(count(from), to === undefined ? self.length : count(to)),
  toLowerCase: (self) => self.toLowerCase(),
  toString: (self: string) => self,
  toUpperCase: (self) => self.toUpperCase(),
  trim: (self) => self.trim(),
};

/** `java.util.List` */
const LIST: Methods<Value[]> = {
  add: (self, item) => self.push(item) > 0,
  addAll: (self, items) => self.push(...(Array.isArray(items) ? items : [])) > 0,
  contains: (self, item) => self.includes(item),
  get: (self, index) => self[count(index)],
  indexOf: (self, item) => self.indexOf(item),
  isEmpty: (self) => self.length === 0,
  remove: (self, index) => self.splice(count(index), 1)[0],
  set: (self, index, item) => self.splice(count(index), 1, item)[0],
  size: (self) => self.length,
  subList: (self, from, to) => self.slice(count(from), count(to)),
  toString: (self: Value[]) => toText(self),
};

/** `java.util.Map` */
const MAP: Methods<ValueMap> = {
  containsKey: (self, key) => self.has(toText(key)),
  containsValue: (self, value) => [...self.values()].includes(value),
  entrySet: (self) =>
    [...self].map(
      ([key, value]) =>
        new Map<string, Value>([
          ["key", key],
          ["value", value],
        ]),
    ),
  get: (self, key) => self.get(toText(key)),
  getOrDefault: (self, key, fallback) => self.get(toText(key)) ?? fallback,
  isEmpty: (self) => self.size === 0,
  keySet: (self) => [...self.keys()],
  put: (self, key, value) => {
    const before = self.get(toText(key));
    self.set(toText(key), value);
    return before;
  },
  putAll: (self, other) => {
    if (other instanceof Map) for (const [key, value] of other) self.set(key, value);
    return "";
  },
  remove: (self, key) => {
    const before = self.get(toText(key));
    self.delete(toText(key));
    return before;
  },
  size: (self) => self.size,
  toString: (self: ValueMap) => toText(self),
  values: (self) => [...self.values()],
};

const SCALAR: Methods<number | boolean> = {
  doubleValue: (self) => Number(self),
  equals: (self, other) => self === other,
  intValue: (self) => count(self),
  longValue: (self) => count(self),
  toString: (self: number | boolean) => String(self),
};

/** Calls the method as Velocity would call that of the Java counterpart. Throws {@link UnknownMethod}. */
export function callMethod(self: Value, name: string, args: Value[]): Value {
  if (self instanceof Tool) return self.call(name, args);
  if (typeof self === "string") return find(TEXT, name)(self, ...args);
  if (Array.isArray(self)) return find(LIST, name)(self, ...args);
  if (self instanceof Map) {
    const getter = /^get([A-Z])(.*)$/s.exec(name);
    if (getter && !Object.hasOwn(MAP, name)) return self.get(`${getter[1]!.toLowerCase()}${getter[2]}`);
    return find(MAP, name)(self, ...args);
  }
  if (typeof self === "number" || typeof self === "boolean") return find(SCALAR, name)(self, ...args);
  throw new UnknownMethod(name);
}

function find<T>(methods: Methods<T>, name: string) {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (!method) throw new UnknownMethod(name);
  return method;
}

/** Java's `split` drops the empty texts at the end. */
function withoutEmptyEnd(parts: string[]): string[] {
  const last = parts.findLastIndex((part) => part !== "");
  return parts.slice(0, last + 1);
}
