import { readdirSync } from "node:fs";
import { join } from "node:path";
import { EvaluationError } from "./error";
import { type ConfigDeclaration, type ConfigType, loadProject, type Project, qualify } from "./project";
import { isIncomplete, type LocalValues, loadValues, PLACEHOLDER } from "./values/localValues";
import { isMap, readYaml, type YamlMap } from "./yaml";

/** The region of a stack that has none. */
export const DEFAULT_REGION = "us-east-1";

/** A stack's configuration as Pulumi's engine hands it to the program. */
export interface StackConfig extends Omit<Project, "name" | "declarations"> {
  project: string;
  /** Every value by its full name, `project:key`; lists and objects as JSON. */
  config: Record<string, string>;
  /** Full names of the keys that are secrets. */
  secretKeys: string[];
  /** By full name, what is encrypted in the stack's file and given no value here, with a placeholder for each ciphertext. */
  encrypted: Record<string, unknown>;
  /** What the stack reads of its account and the like. */
  values: LocalValues;
  /** The file that has them, or may have them. */
  valuesSource: string;
  /** What the user should know of it. */
  notes: string[];
}

/**
 * Merges `Pulumi.yaml`, `Pulumi.STACK.yaml`, the configuration in the values for this machine, and `overrides` (`key` or
 * `project:key`); later ones take precedence.
 * Throws {@link EvaluationError} of kind `config` that names the key, the value and what is allowed.
 *
 * @param given the values for this machine, or a file of them. Default: `Pulumi.STACK.local.yaml`, if there is one.
 */
export function loadStackConfig(
  directory: string,
  stack: string,
  overrides: Record<string, string> = {},
  given?: string | LocalValues,
): StackConfig {
  const { name: project, declarations, ...rest } = loadProject(directory);
  const stackFile = readStackFile(rest.stackConfigDirectory, stack);
  const values: YamlMap = {};
  const sources: Record<string, string> = {};
  const put = (key: string, value: unknown, source: string) => {
    values[qualify(key, project)] = value;
    sources[qualify(key, project)] = source;
  };
  for (const [key, { default: value }] of Object.entries(declarations)) {
    if (value !== undefined) put(key, value, "Pulumi.yaml");
  }
  for (const [key, value] of Object.entries(stackFile.config)) put(key, value, stackFile.name);
  const { values: localValues, source: valuesSource } = loadValues(rest.stackConfigDirectory, stack, given);
  for (const [key, value] of Object.entries(localValues.config ?? {})) {
    if (!isIncomplete(value)) put(key, value, valuesSource);
  }
  for (const [key, value] of Object.entries(overrides)) put(key, value, "the overrides");

  const config: Record<string, string> = {};
  const encrypted: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) {
    if (isEncrypted(value)) encrypted[key] = withPlaceholders(value);
  }
  for (const [key, value] of Object.entries(values)) {
    config[key] =
      key in encrypted
        ? toText(encrypted[key])
        : checked({ key, value, source: sources[key]!, declarations });
  }
  const isUndeclared = (key: string) =>
    key.startsWith(`${project}:`) && Object.keys(declarations).length > 0 && !declarations[key];
  checkOverrides(
    Object.keys(overrides)
      .map((key) => qualify(key, project))
      .filter(isUndeclared),
    declarations,
  );
  checkComplete(project, declarations, config, stackFile.name);
  const notes = Object.keys(config)
    .filter(isUndeclared)
    .map((key) => `${sources[key]}: Pulumi.yaml declares no ${key}`);
  if (!stackFile.exists) notes.unshift(missingFileNote(stackFile.name, config));
  return {
    ...rest,
    project,
    config,
    secretKeys: secretKeys(declarations, stackFile.config, project),
    encrypted,
    values: localValues,
    valuesSource,
    notes,
  };
}

/** Pulumi accepts keys that are not declared in a stack's file; what is given for one run is more likely a typo. */
function checkOverrides(undeclared: string[], declarations: Record<string, ConfigDeclaration>): void {
  if (undeclared.length === 0) return;
  const known = Object.keys(declarations).join(", ");
  throw new EvaluationError(
    "config",
    `the overrides: Pulumi.yaml declares no ${undeclared.join(", ")}; allowed: ${known}`,
  );
}

function missingFileNote(name: string, config: Record<string, string>): string {
  const region = config["aws:region"] ?? DEFAULT_REGION;
  return `there is no ${name}: the stack has the defaults of Pulumi.yaml, in region ${region}`;
}

/** A folder without any stack files is one whose stacks have only defaults; the stack is created by `pulumi up`, say. */
function readStackFile(directory: string, stack: string): { name: string; config: YamlMap; exists: boolean } {
  const name = `Pulumi.${stack}.yaml`;
  const file = readYaml(join(directory, name));
  const stacks = listStacks(directory);
  if (!file && stacks.length > 0) {
    throw new EvaluationError(
      "config",
      `stack "${stack}" has no ${name} in ${directory}; the folder has ${stacks.join(", ")}`,
    );
  }
  const config = file?.config ?? {};
  if (!isMap(config))
    throw new EvaluationError("config", `${name}: "config" must be a map of keys to values`);
  return { name, config, exists: file !== undefined };
}

/** Names of the stacks that have a file in the folder. `Pulumi.STACK.local.yaml` has values for a run on this machine. */
export function listStacks(directory: string): string[] {
  return readdirSync(directory)
    .map((file) => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1])
    .filter((stack) => stack !== undefined && !stack.endsWith(".local"))
    .sort() as string[];
}

/** Whether a value is, or holds, one that only the stack's secrets provider can decrypt: `{ secure: … }`. */
function isEncrypted(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isEncrypted);
  return isMap(value) && ("secure" in value || Object.values(value).some(isEncrypted));
}

function withPlaceholders(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPlaceholders);
  if (!isMap(value)) return value;
  if ("secure" in value) return PLACEHOLDER;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withPlaceholders(each)]));
}

interface Candidate {
  key: string;
  value: unknown;
  source: string;
  declarations: Record<string, ConfigDeclaration>;
}

/** The value as text, if it is one that the project allows. */
function checked({ key, value, source, declarations }: Candidate): string {
  if (value === null || value === undefined)
    throw new EvaluationError("config", `${source}: ${key} has no value`);
  const declaration = declarations[key];
  if (declaration?.type && !conforms(value, declaration.type, declaration.items?.type)) {
    const of = declaration.items?.type ? ` of ${declaration.items.type}` : "";
    throw new EvaluationError(
      "config",
      `${source}: ${key} must be of type ${declaration.type}${of}, but is ${JSON.stringify(value)}`,
    );
  }
  return toText(value);
}

const toText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** A value of any type may be given as text, as with `pulumi config set`. */
function conforms(value: unknown, type: ConfigType, items?: ConfigType): boolean {
  const plain = typeof value === "string" && type !== "string" ? parsed(value) : value;
  switch (type) {
    case "string":
      return typeof plain === "string" || typeof plain === "number" || typeof plain === "boolean";
    case "integer":
      return Number.isInteger(plain);
    case "boolean":
      return typeof plain === "boolean";
    case "array":
      return Array.isArray(plain) && (!items || plain.every((item) => conforms(item, items)));
    case "object":
      return isMap(plain);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Values in other namespaces belong to providers, which have their own defaults. */
function checkComplete(
  project: string,
  declarations: Record<string, ConfigDeclaration>,
  config: Record<string, string>,
  stackFile: string,
): void {
  const missing = Object.entries(declarations).filter(
    ([key]) => config[key] === undefined && key.startsWith(`${project}:`),
  );
  if (missing.length === 0) return;
  const keys = missing.map(([key, { type, description }]) => {
    const remarks = [type, description].filter(Boolean).join(": ");
    return remarks ? `${key} (${remarks})` : key;
  });
  throw new EvaluationError("config", `${stackFile} gives no value for ${keys.join(", ")}`);
}

function secretKeys(
  declarations: Record<string, ConfigDeclaration>,
  stackValues: YamlMap,
  project: string,
): string[] {
  const declared = Object.keys(declarations).filter((key) => declarations[key]!.secret);
  const encrypted = Object.keys(stackValues).filter((key) => isEncrypted(stackValues[key]));
  return [...new Set([...declared, ...encrypted.map((key) => qualify(key, project))])];
}
