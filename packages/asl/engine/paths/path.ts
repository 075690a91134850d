import { isObject } from "../json";
import type { Scope } from "../query/scope";
import type { Json } from "../types";
import { type ParsedPath, parsePath } from "./parse";
import { select } from "./select";
import type { Step } from "./steps";

/** A path has no match; the reason is in the words of AWS's JSONPath library. */
export class PathNotFound extends Error {
  override readonly name = "PathNotFound";
}

/** A compiled JSONPath. */
export interface Path {
  readonly text: string;
  /** The value it denotes; an array of all matches if it is not definite. Throws {@link PathNotFound}. */
  (scope: Scope): Json;
}

/** Compiles a JSONPath. Throws an `Error` if it is malformed. */
export function compilePath(text: string): Path {
  const parsed = parsePath(text);
  const root = rootOf(parsed.root);
  const read = parsed.definite ? definiteReader(parsed.steps) : undefined;
  const path = read
    ? (scope: Scope) => read(root(scope))
    : (scope: Scope) => {
        const start = root(scope);
        return select(parsed.steps, start, start);
      };
  return Object.assign(path, { text });
}

function rootOf(root: ParsedPath["root"]): (scope: Scope) => Json {
  if (root.kind === "input") return (scope) => scope.input;
  if (root.kind === "context") return (scope) => scope.context;
  const { name } = root;
  return (scope) => {
    const value = scope.variables[name];
    if (value === undefined) throw new PathNotFound(`The variable '${name}' is not defined`);
    return value;
  };
}

function definiteReader(steps: Step[]): (value: Json) => Json {
  if (steps.at(-1)?.kind === "function") {
    return (start) => only(select(steps, start, start), steps, steps.length - 1);
  }
  return (start) => {
    let value = start;
    for (let index = 0; index < steps.length; index++) {
      const step = steps[index]!;
      if (step.kind === "names" && step.names.length === 1 && isObject(value)) {
        const name = step.names[0]!;
        if (!Object.hasOwn(value, name)) throw missingProperty(steps, index);
        value = value[name]!;
      } else {
        value = only(select([step], value, start), steps, index, value);
      }
    }
    return value;
  };
}

function only(found: Json[], steps: Step[], index: number, container?: Json): Json {
  if (found.length === 0) throw notFound(steps, index, container);
  return found[0]!;
}

function missingProperty(steps: Step[], index: number): PathNotFound {
  const place = spell(steps.slice(0, index + 1));
  return new PathNotFound(
    index === steps.length - 1 ? `No results for path: ${place}` : `Missing property in path ${place}`,
  );
}

function notFound(steps: Step[], index: number, container: Json | undefined): PathNotFound {
  const step = steps[index]!;
  const before = spell(steps.slice(0, index));
  if (step.kind === "names") {
    return new PathNotFound(
      `Expected to find an object with property ['${step.names.join("','")}'] in path ${before} but found '${javaClass(container)}'. ` +
        "This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.",
    );
  }
  if (step.kind === "indexes" && !Array.isArray(container)) {
    return new PathNotFound(
      `Filter: [${step.indexes[0]}] can only be applied to arrays. Current context is: ${JSON.stringify(container)}`,
    );
  }
  return new PathNotFound(`No results for path: ${spell(steps.slice(0, index + 1))}`);
}

/** The path in the bracket notation of AWS's messages: `$['a'][0]`. */
function spell(steps: Step[]): string {
  return `$${steps
    .map((step) => {
      if (step.kind === "names") return `['${step.names.join("','")}']`;
      if (step.kind === "indexes") return `[${step.indexes.join(",")}]`;
      return step.kind === "function" ? `.${step.name}()` : "[*]";
    })
    .join("")}`;
}

function javaClass(value: Json | undefined): string {
  if (value === null || value === undefined) return "null";
  const node = Array.isArray(value)
    ? "Array"
    : { string: "Text", number: Number.isInteger(value) ? "Int" : "Double", boolean: "Boolean" }[
        typeof value as string
      ];
  return `com.fasterxml.jackson.databind.node.${node}Node`;
}
