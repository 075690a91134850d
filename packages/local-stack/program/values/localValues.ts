import { basename, join, resolve } from "node:path";
import { EvaluationError } from "../error";
import { isMap, readYaml, type YamlMap } from "../yaml";

/** A parameter of Parameter Store: a text, the items of a `StringList`, or any with its type. */
export type ParameterValue = string | string[] | { type: ParameterType; value: string };

export const PARAMETER_TYPES = ["String", "StringList", "SecureString"] as const;
export type ParameterType = (typeof PARAMETER_TYPES)[number];

/** The outputs of another stack. */
export interface StackOutputs {
  outputs?: Record<string, unknown>;
  /** Those that are secrets. */
  secretOutputs?: Record<string, unknown>;
}

/** What a provider function returns. */
export interface FunctionAnswer {
  /** Arguments that the program's call must have, others may be added. Default: any call. */
  args?: Record<string, unknown>;
  result: Record<string, unknown>;
  /** The names of results that are secrets. */
  secrets?: string[];
}

/**
 * What a program reads that only an account, another stack or the secrets provider has, for a run on this machine. Pulumi does
 * not read it.
 */
export interface LocalValues {
  /** Configuration over the stack file's, by `key` or `project:key`: for values that are encrypted there. */
  config?: Record<string, unknown>;
  /** Secrets Manager, by name: a text, or an object, which becomes JSON. */
  secrets?: Record<string, string | Record<string, unknown>>;
  /** Parameter Store, by name. */
  parameters?: Record<string, ParameterValue>;
  /** Outputs of other stacks, by the name that the program's `StackReference` has. */
  stackReferences?: Record<string, StackOutputs>;
  /** Results of provider functions, by what the program calls: `aws.ec2.getVpc`. The first that matches answers. */
  functions?: Record<string, FunctionAnswer[]>;
  /** Outputs of resources that exist already, `aws.ec2.Vpc.get(…)`, by class and id. */
  resources?: Record<string, Record<string, Record<string, unknown>>>;
}

/** Values with their place, for messages: `Pulumi.dev.local.yaml`. */
export interface LoadedValues {
  values: LocalValues;
  source: string;
}

/** What stands for a value in the text that an error gives to paste. A value that is still this is missing. */
export const PLACEHOLDER = "<value>";

/** Whether a value is, or holds, one that was pasted and not yet replaced. */
export function isIncomplete(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === PLACEHOLDER;
  return Object.values(value).some(isIncomplete);
}

/**
 * Reads the values of a stack: those given, or of the file given, or of `Pulumi.STACK.local.yaml` if there is one.
 *
 * @param directory of the stack files
 * @throws EvaluationError of kind `config` that names the place, the value and what is allowed.
 */
export function loadValues(
  directory: string,
  stack: string,
  given: string | LocalValues | undefined,
): LoadedValues {
  if (typeof given === "object") return { values: readValues(given, "values"), source: "values" };
  const path = given === undefined ? join(directory, `Pulumi.${stack}.local.yaml`) : resolve(given);
  const source = basename(path);
  const file = readYaml(path);
  if (!file && given !== undefined) throw new EvaluationError("config", `there is no file ${given}`);
  return { values: readValues(file ?? {}, source), source };
}

type Reader = (value: unknown, place: string) => unknown;

const SECTIONS: Required<Record<keyof LocalValues, Reader>> = {
  config: (value, place) => mapOf(value, place, anything),
  secrets: (value, place) => mapOf(value, place, secret),
  parameters: (value, place) => mapOf(value, place, parameter),
  stackReferences: (value, place) => mapOf(value, place, stackOutputs),
  functions: (value, place) => mapOf(value, place, answers),
  resources: (value, place) =>
    mapOf(value, place, (ofType, typePlace) =>
      mapOf(ofType, typePlace, (outputs, idPlace) => mapOf(outputs, idPlace, anything)),
    ),
};

function readValues(given: object, source: string): LocalValues {
  return members(given as YamlMap, source, SECTIONS) as LocalValues;
}

const anything: Reader = (value) => value;

const secret: Reader = (value, place) => {
  if (isMap(value)) return value;
  return text(value, place, "a text, or an object");
};

const parameter: Reader = (value, place) => {
  if (Array.isArray(value)) return value.map((item, index) => text(item, `${place}[${index}]`, "a text"));
  if (!isMap(value)) return text(value, place, "a text, a list of texts, or a map of type and value");
  return members(value, place, { type: parameterType, value: (each, at) => text(each, at, "a text") }, [
    "type",
    "value",
  ]);
};

const parameterType: Reader = (value, place) => {
  const known = PARAMETER_TYPES.find((type) => type === value);
  return known ?? refuse(place, value, PARAMETER_TYPES.join(", "));
};

const stackOutputs: Reader = (value, place) =>
  members(map(value, place), place, {
    outputs: (each, at) => mapOf(each, at, anything),
    secretOutputs: (each, at) => mapOf(each, at, anything),
  });

const answers: Reader = (value, place) => {
  if (!Array.isArray(value)) return refuse(place, value, "a list of maps with args and result");
  return value.map((item, index) =>
    members(
      map(item, `${place}[${index}]`),
      `${place}[${index}]`,
      {
        args: (each, at) => mapOf(each, at, anything),
        result: (each, at) => mapOf(each, at, anything),
        secrets: (each, at) =>
          Array.isArray(each)
            ? each.map((name) => text(name, at, "a text"))
            : refuse(at, each, "a list of names"),
      },
      ["result"],
    ),
  );
};

function map(value: unknown, place: string): YamlMap {
  return isMap(value) ? value : refuse(place, value, "a map");
}

function mapOf(value: unknown, place: string, read: Reader): Record<string, unknown> {
  const entries = Object.entries(map(value, place));
  return Object.fromEntries(entries.map(([key, each]) => [key, read(each, `${place}.${key}`)]));
}

/** A map of which every member is known. */
function members(
  value: YamlMap,
  place: string,
  readers: Record<string, Reader>,
  required: string[] = [],
): Record<string, unknown> {
  const allowed = Object.keys(readers).join(", ");
  const missing = required.filter((name) => value[name] === undefined);
  if (missing.length > 0) throw invalid(`${place} has no ${missing.join(", ")}; allowed: ${allowed}`);
  const read = Object.entries(value).map(([name, each]) => {
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
    if (!reader) throw invalid(`${place} has the key '${name}'; allowed: ${allowed}`);
    return [name, reader(each, `${place}: ${name}`)];
  });
  return Object.fromEntries(read);
}

/** Numbers and booleans of YAML are meant as the text that they are written as. */
function text(value: unknown, place: string, allowed: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return refuse(place, value, allowed);
}

/** The value itself is not shown, since it may be a secret. */
function refuse(place: string, value: unknown, allowed: string): never {
  const type = value === null ? "empty" : Array.isArray(value) ? "a list" : `of type ${typeof value}`;
  throw invalid(`${place} is ${type}; allowed: ${allowed}`);
}

const invalid = (message: string) => new EvaluationError("config", message);
