import { existsSync, statSync } from "node:fs";
import * as path from "node:path";
import type { IamMode, TimeMode } from "../local-cloud";
import { UsageError } from "../terminal";

/**
 * How the time of a local stack passes, for Waits, timeouts, retries and everything else in it:
 * - `"real"`: as on every clock
 * - `"skip"`: as real time, but whenever nothing runs the clock jumps to the next timer
 * - `"x60"`, `"x0.5"`, …: so many times as fast as real time while nothing runs
 * - `"manual"`: it stands still, and moves only by `clock.advance` and `clock.advanceToNextTimer`
 */
export type Time = "real" | "skip" | "manual" | `x${number}` | TimeMode;

/** The first version of Node.js that has what the local cloud needs, SQLite among it. */
const OLDEST_NODE = 22;

/** @param version of Node.js: `24.1.0` */
export function checkNode(version: string): void {
  if (Number.parseInt(version, 10) < OLDEST_NODE)
    throw new UsageError(`The local run needs Node.js ${OLDEST_NODE} or later; this is ${version}`);
}

const IAM_MODES = ["enforce", "audit", "off"] as const;

/** @param name what the value was passed as: `iam`, or `--iam` on a command line */
export function readIam(value: string, name: string): IamMode {
  const mode = IAM_MODES.find((each) => each === value);
  if (!mode) throw new UsageError(`${name} is '${value}'; allowed: ${IAM_MODES.join(", ")}`);
  return mode;
}

export function readPort(value: string, name: string): number {
  if (/^\d+$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new UsageError(`${name} is '${value}'; allowed: a number from 0 (a free port) to 65535`);
}

/** @param kinds the modes that are allowed in addition to `xN`. Default: those of a command line, where nothing advances a clock */
export function readTime(
  value: string,
  name: string,
  kinds: readonly Exclude<TimeMode["kind"], "scaled">[] = ["real", "skip"],
): TimeMode {
  const kind = kinds.find((each) => each === value);
  if (kind) return { kind };
  const factor = Number(/^x(\d+(\.\d+)?)$/.exec(value)?.[1]);
  if (factor > 0 && Number.isFinite(factor)) return { kind: "scaled", factor };
  throw new UsageError(`${name} is '${value}'; allowed: ${kinds.join(", ")}, or xN such as x60`);
}

/** @returns the absolute path of a program: a folder with a `Pulumi.yaml`, or a file of Node.js or TypeScript */
export function readProgramOrFile(value: string, name: string): string {
  const file = path.resolve(value);
  if (!existsSync(file) || statSync(file).isDirectory()) return readProgram(value, name);
  if (/\.[cm]?[jt]s$/.test(file)) return file;
  throw new UsageError(
    `${name} is '${value}'; allowed: a folder with a Pulumi.yaml, or a file of JavaScript or TypeScript`,
  );
}

/** @returns the absolute path of a program's folder */
export function readProgram(value: string, name: string): string {
  const directory = path.resolve(value);
  if (existsSync(path.join(directory, "Pulumi.yaml"))) return directory;
  throw new UsageError(`${name} is '${value}'; there is no Pulumi.yaml in ${directory}`);
}

/** @returns the absolute path of a file of values */
export function readValues(value: string, name: string): string {
  const file = path.resolve(value);
  if (existsSync(file) && statSync(file).isFile()) return file;
  throw new UsageError(`${name} is '${value}', which is not a file`);
}

export function readRetained(value: string, name: string): number {
  if (/^\d+$/.test(value) && Number.isSafeInteger(Number(value)) && Number(value) > 0) return Number(value);
  throw new UsageError(`${name} is '${value}'; allowed: a whole number from 1`);
}

/** @returns the absolute path of a directory, which need not exist */
export function readData(value: string, name: string): string {
  if (value === "")
    throw new UsageError(`${name} is ''; allowed: a directory, which is created if it does not exist`);
  const directory = path.resolve(value);
  if (!existsSync(directory) || statSync(directory).isDirectory()) return directory;
  throw new UsageError(`${name} is '${value}', which is not a directory`);
}
