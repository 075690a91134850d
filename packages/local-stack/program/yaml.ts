import { existsSync, readFileSync } from "node:fs";
import { CORE_SCHEMA, load } from "js-yaml";
import { EvaluationError } from "./error";

export type YamlMap = Record<string, unknown>;

/** Reads a YAML file whose top is a map; an empty file is an empty map. Undefined if there is no such file. */
export function readYaml(path: string): YamlMap | undefined {
  if (!existsSync(path)) return undefined;
  let value: unknown;
  try {
    value = load(readFileSync(path, "utf8"), { schema: CORE_SCHEMA, filename: path }) ?? {};
  } catch (error) {
    throw new EvaluationError("config", `${path} is not valid YAML: ${(error as Error).message}`);
  }
  if (!isMap(value)) throw new EvaluationError("config", `${path} must be a map of keys to values`);
  return value;
}

export function isMap(value: unknown): value is YamlMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
