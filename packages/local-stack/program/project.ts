import { existsSync, statSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { EvaluationError } from "./error";
import { isMap, readYaml, type YamlMap } from "./yaml";

/** What `Pulumi.yaml` says ({@link https://www.pulumi.com/docs/iac/concepts/projects/project-file/}). */
export interface Project {
  name: string;
  /** Absolute path of the folder of `Pulumi.yaml`. */
  rootDirectory: string;
  /** Absolute path of the folder the program runs in. */
  programDirectory: string;
  /** The program's file in that folder, or `.` for the one that package.json names. */
  entryPoint: string;
  typescript: boolean;
  /** Arguments for Node.js itself. */
  nodeArgs: string[];
  /** TypeScript's configuration file, relative to the program's folder; `tsconfig.json` where absent. */
  tsconfig?: string;
  /** Absolute path of the folder of the stack files. */
  stackConfigDirectory: string;
  /** By full name, `project:key`. */
  declarations: Record<string, ConfigDeclaration>;
}

/** A configuration key as the project declares it. */
export interface ConfigDeclaration {
  type?: ConfigType;
  /** Of a list. */
  items?: { type?: ConfigType };
  description?: string;
  /** The value if the stack gives none. */
  default?: unknown;
  secret: boolean;
}

const CONFIG_TYPES = ["string", "integer", "boolean", "array", "object"] as const;
export type ConfigType = (typeof CONFIG_TYPES)[number];

/**
 * Reads a project's `Pulumi.yaml`. Throws {@link EvaluationError} of kind `config`.
 *
 * @param program the folder of `Pulumi.yaml`, or the one file that is the program: without a `Pulumi.yaml` in its folder, its project
 * is called as the file is
 */
export function loadProject(program: string): Project {
  const path = resolve(program);
  return existsSync(path) && statSync(path).isFile() ? loadFile(path) : loadDirectory(path);
}

function loadFile(path: string): Project {
  const programDirectory = dirname(path);
  const file = { programDirectory, entryPoint: basename(path) };
  if (existsSync(join(programDirectory, "Pulumi.yaml")))
    return { ...loadDirectory(programDirectory), ...file };
  return {
    name: basename(path, extname(path)),
    rootDirectory: programDirectory,
    typescript: true,
    nodeArgs: [],
    stackConfigDirectory: programDirectory,
    declarations: {},
    ...file,
  };
}

function loadDirectory(rootDirectory: string): Project {
  const path = join(rootDirectory, "Pulumi.yaml");
  const file = readYaml(path);
  if (!file) throw new EvaluationError("config", `there is no Pulumi.yaml in ${rootDirectory}`);
  const name = file.name;
  if (typeof name !== "string" || !name) throw new EvaluationError("config", `${path}: "name" is missing`);
  return {
    name,
    rootDirectory,
    stackConfigDirectory: resolve(
      rootDirectory,
      String(file.stackConfigDir ?? legacyConfigDirectory(file) ?? "."),
    ),
    ...readMain(rootDirectory, file.main),
    ...readRuntime(path, file.runtime),
    declarations: legacyConfigDirectory(file) ? {} : readDeclarations(path, name, file.config ?? {}),
  };
}

/** What `stackConfigDir` was called before `config` declared keys. */
const legacyConfigDirectory = ({ config }: YamlMap) => (typeof config === "string" ? config : undefined);

/** A key's full name: one without a namespace belongs to the project. */
export function qualify(key: string, project: string): string {
  return key.includes(":") ? key : `${project}:${key}`;
}

function readMain(root: string, main: unknown): Pick<Project, "programDirectory" | "entryPoint"> {
  const path = resolve(root, typeof main === "string" ? main : ".");
  if (!existsSync(path)) {
    throw new EvaluationError(
      "config",
      `${join(root, "Pulumi.yaml")}: "main" is ${JSON.stringify(main)}, which does not exist`,
    );
  }
  return statSync(path).isFile()
    ? { programDirectory: dirname(path), entryPoint: basename(path) }
    : { programDirectory: path, entryPoint: "." };
}

function readRuntime(path: string, runtime: unknown): Pick<Project, "typescript" | "nodeArgs" | "tsconfig"> {
  const { name, options } = isMap(runtime) ? runtime : { name: runtime, options: {} };
  if (name !== "nodejs") {
    throw new EvaluationError("config", `${path}: "runtime" is ${JSON.stringify(name)}; allowed: nodejs`);
  }
  const { typescript, nodeargs, tsconfig } = isMap(options) ? options : ({} as YamlMap);
  return {
    typescript: typescript !== false,
    nodeArgs: typeof nodeargs === "string" ? nodeargs.split(/\s+/).filter(Boolean) : [],
    ...(typeof tsconfig === "string" ? { tsconfig } : {}),
  };
}

function readDeclarations(path: string, project: string, config: unknown): Record<string, ConfigDeclaration> {
  if (!isMap(config)) throw new EvaluationError("config", `${path}: "config" must be a map of keys`);
  const declarations: Record<string, ConfigDeclaration> = {};
  for (const [key, declared] of Object.entries(config)) {
    declarations[qualify(key, project)] = readDeclaration(path, key, declared);
  }
  return declarations;
}

function readDeclaration(path: string, key: string, declared: unknown): ConfigDeclaration {
  if (!isMap(declared)) return { default: declared ?? undefined, secret: false };
  const { type, items, description, value } = declared;
  const fallback = declared.default ?? value;
  return {
    ...(type === undefined ? {} : { type: readType(path, key, type) }),
    ...(isMap(items) ? { items: { type: readType(path, `${key}.items`, items.type) } } : {}),
    ...(typeof description === "string" ? { description } : {}),
    ...(fallback === undefined ? {} : { default: fallback }),
    secret: declared.secret === true,
  };
}

function readType(path: string, key: string, type: unknown): ConfigType {
  const known = CONFIG_TYPES.find((name) => name === type);
  if (known) return known;
  const allowed = CONFIG_TYPES.join(", ");
  throw new EvaluationError(
    "config",
    `${path}: "${key}" has the type ${JSON.stringify(type)}; allowed: ${allowed}`,
  );
}
