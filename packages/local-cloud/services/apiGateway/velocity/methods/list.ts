import { javaEquals } from "../operators";
import { TemplateError, Tool, toText, type Value } from "../value";
import { defineMethods, within } from "./signatures";

const int = BigInt;
const indexOf = (self: Value[], item: Value) => self.findIndex((other) => javaEquals(other, item));
const includes = (self: Value[], item: Value) => indexOf(self, item) >= 0;

/** `java.util.List`; an array of Java is a list, too. */
export const LIST = defineMethods<Value[]>({
  "add(any)": (self, item: Value) => self.push(item) > 0,
  "add(int, any)": (self, index: bigint, item: Value) => {
    self.splice(within(index, self.length), 0, item);
    return "";
  },
  "addAll(list)": (self, items: Value[]) => addAll(self, self.length, items),
  "addAll(int, list)": (self, index: bigint, items: Value[]) =>
    addAll(self, within(index, self.length), items),
  "clear()": (self) => {
    self.length = 0;
    return "";
  },
  "contains(any)": includes,
  "containsAll(list)": (self, items: Value[]) => items.every((item) => includes(self, item)),
  "equals(any)": (self, other: Value) => javaEquals(self, other),
  "get(int)": (self, index: bigint) => self[within(index, self.length - 1)],
  "indexOf(any)": (self, item: Value) => int(indexOf(self, item)),
  "isEmpty()": (self) => self.length === 0,
  "iterator()": (self) => iterator(self),
  "lastIndexOf(any)": (self, item: Value) => int(self.findLastIndex((other) => javaEquals(other, item))),
  "remove(int)": (self, index: bigint) => self.splice(within(index, self.length - 1), 1)[0],
  "remove(any)": (self, item: Value) => {
    const index = indexOf(self, item);
    if (index >= 0) self.splice(index, 1);
    return index >= 0;
  },
  "removeAll(list)": (self, items: Value[]) => keep(self, (item) => !includes(items, item)),
  "retainAll(list)": (self, items: Value[]) => keep(self, (item) => includes(items, item)),
  "set(int, any)": (self, index: bigint, item: Value) =>
    self.splice(within(index, self.length - 1), 1, item)[0],
  "size()": (self) => int(self.length),
  "subList(int, int)": (self, from: bigint, to: bigint) => {
    const end = within(to, self.length);
    return self.slice(within(from, end), end);
  },
  "toArray()": (self) => [...self],
  "toString()": (self) => toText(self),
});

function addAll(self: Value[], index: number, items: Value[]): boolean {
  self.splice(index, 0, ...items);
  return items.length > 0;
}

function keep(self: Value[], holds: (item: Value) => boolean): boolean {
  const kept = self.filter(holds);
  const changed = kept.length < self.length;
  self.splice(0, self.length, ...kept);
  return changed;
}

function iterator(self: Value[]): Tool {
  let next = 0;
  return new Tool({
    hasNext: () => next < self.length,
    next: () => {
      if (next >= self.length) throw new TemplateError("next(): there is no other item");
      return self[next++];
    },
  });
}
