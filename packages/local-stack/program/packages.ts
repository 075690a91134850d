import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EvaluationError } from "./error";

/** What installs a program's packages, by the lock file that the package manager writes. */
const INSTALLERS: Record<string, string> = {
  "package-lock.json": "npm install",
  "yarn.lock": "yarn install",
  "pnpm-lock.yaml": "pnpm install",
  "bun.lock": "bun install",
};

const ADD: Record<string, string> = {
  "npm install": "npm install",
  "yarn install": "yarn add",
  "pnpm install": "pnpm add",
  "bun install": "bun add",
};

/** A package that a program needs is not installed. The message says what to run, and where. */
export function notInstalled(name: string, directory: string): EvaluationError {
  const folder = findAbove(directory, "package.json") ?? directory;
  const install = installerOf(folder);
  const command = isDeclared(name, folder) ? install : `${ADD[install]} ${name}`;
  return new EvaluationError("packages", `${name} is not installed: run \`${command}\` in ${folder}`);
}

/** The name of the package that is missing, from the message of a failed import; undefined for a file of the program. */
export function missingPackage(message: string): string | undefined {
  const specifier = /^(?:Error: )?Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1];
  if (!specifier || /^[./]|^[A-Za-z]:|^file:/.test(specifier)) return undefined;
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function installerOf(directory: string): string {
  for (const [lockFile, command] of Object.entries(INSTALLERS)) {
    if (findAbove(directory, lockFile)) return command;
  }
  return "npm install";
}

function isDeclared(name: string, folder: string): boolean {
  const path = join(folder, "package.json");
  if (!existsSync(path)) return false;
  const manifest = JSON.parse(readFileSync(path, "utf8")) as Record<string, Record<string, string>>;
  const fields = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];
  return fields.some((field) => manifest[field]?.[name] !== undefined);
}

/** The nearest folder, this one or one above it, that has the file. */
function findAbove(directory: string, file: string): string | undefined {
  if (existsSync(join(directory, file))) return directory;
  return directory === dirname(directory) ? undefined : findAbove(dirname(directory), file);
}
