import * as fc from "fast-check";
import { anyText, anyValue, Literal, PROTOTYPE_NAMES, write } from "./values";

type Path = readonly (string | number)[];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Literal);

/** The paths in a value, that of the value itself first. */
function placesOf(value: unknown, path: Path = []): Path[] {
  const members = Array.isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  return [path, ...members.flatMap(([name, member]) => placesOf(member, [...path, name]))];
}

/** The value with the part at a path changed; `undefined` removes it. */
function changedAt(value: unknown, path: Path, change: (found: unknown) => unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return change(value);
  if (Array.isArray(value)) {
    const items = value.map((item, index) => (index === name ? changedAt(item, rest, change) : item));
    return items.filter((item) => item !== undefined);
  }
  const members = Object.entries(value as object).map(
    ([member, of]) => [member, member === name ? changedAt(of, rest, change) : of] as const,
  );
  return Object.fromEntries(members.filter(([, of]) => of !== undefined));
}

const renamed = (name: string) => (name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase());

/** The JSON of an object with one of its members a second time, with another value. */
const doubled = (found: Record<string, unknown>, name: string, again: unknown) =>
  new Literal(
    `{${[...Object.entries(found), [name, again] as const]
      .map(([member, of]) => `${JSON.stringify(member)}:${write(of)}`)
      .join(",")}}`,
  );

type Mutation = "drop" | "retype" | "rename" | "add" | "double" | "wrap" | "null";

function mutated(valid: unknown, at: number, kind: Mutation, other: unknown, text: string): unknown {
  const places = placesOf(valid);
  const path = places[at % places.length]!;
  return changedAt(valid, path, (found) => {
    const [first] = isObject(found) ? Object.keys(found) : [];
    switch (kind) {
      case "drop":
        return path.length > 0 ? undefined : {};
      case "null":
        return null;
      case "wrap":
        return Array.isArray(found) ? { member: found } : [found];
      case "rename":
        return isObject(found) && first !== undefined
          ? { ...changedAtName(found, first), [renamed(first)]: found[first] }
          : other;
      case "add":
        return isObject(found) ? Object.fromEntries([...Object.entries(found), [text, other]]) : other;
      case "double":
        return isObject(found) && first !== undefined ? doubled(found, first, other) : other;
      default:
        return other;
    }
  });
}

function changedAtName(found: Record<string, unknown>, name: string): Record<string, unknown> {
  const { [name]: _, ...rest } = found;
  return rest;
}

/** A valid value with one mistake in it: something missing, too much, misspelled, twice, or of another type. */
export const nearly = (valid: unknown): fc.Arbitrary<unknown> =>
  fc
    .record({
      at: fc.nat(1000),
      kind: fc.constantFrom<Mutation>("drop", "retype", "retype", "rename", "add", "double", "wrap", "null"),
      other: fc.oneof(anyValue, anyText),
      text: fc.oneof(fc.constantFrom(...PROTOTYPE_NAMES), anyText),
    })
    .map(({ at, kind, other, text }) => mutated(valid, at, kind, other, text));
