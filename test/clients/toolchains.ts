import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Why a client cannot run on this machine: its toolchain is missing, or the registry of its packages cannot be reached. */
export class Skipped extends Error {
  override readonly name = "Skipped";
}

/** Where packages and programs are kept from run to run. */
const CACHE = join(__dirname, "..", "..", "node_modules", ".cache", "clients");

/** A command that runs a client, as `spawn` takes it. */
export type Command = [file: string, ...args: string[]];

/** An environment with the packages of `folder/requirements.txt`. Throws {@link Skipped}. */
export async function pythonWith(folder: string): Promise<string> {
  await needs("python3", ["--version"]);
  const requirements = await readFile(join(__dirname, folder, "requirements.txt"), "utf8");
  const environment = join(CACHE, folder);
  const python = join(environment, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  await once(environment, requirements, async () => {
    await registry("python3", ["-m", "venv", environment]);
    const file = join(__dirname, folder, "requirements.txt");
    await registry(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", file]);
  });
  return python;
}

/** The program of `go/`, built. Throws {@link Skipped}. */
export async function goProgram(): Promise<string> {
  await needs("go", ["version"]);
  const cwd = join(__dirname, "go");
  await registry("go", ["mod", "download"], cwd);
  const program = join(CACHE, "go", "client");
  await run("go", ["build", "-o", program, "."], { cwd });
  return program;
}

/** The class path of `java/`, compiled. Throws {@link Skipped}. */
export async function javaClasses(): Promise<string> {
  for (const [command, option] of [
    ["java", "-version"],
    ["javac", "-version"],
    ["mvn", "--version"],
  ] as const) {
    await needs(command, [option]);
  }
  const source = join(__dirname, "java");
  const folder = join(CACHE, "java");
  const classes = [join(folder, "classes"), join(folder, "lib", "*")].join(
    process.platform === "win32" ? ";" : ":",
  );
  const pom = join(source, "pom.xml");
  await once(folder, await readFile(pom, "utf8"), () =>
    registry("mvn", [
      "-q",
      "-f",
      pom,
      "dependency:copy-dependencies",
      `-DoutputDirectory=${join(folder, "lib")}`,
    ]),
  );
  await run("javac", ["-nowarn", "-d", join(folder, "classes"), "-cp", classes, join(source, "Client.java")]);
  return classes;
}

async function needs(command: string, args: string[]): Promise<void> {
  try {
    await run(command, args);
  } catch (error) {
    throw new Skipped(`there is no ${command}`, { cause: error });
  }
}

/** What fails without a network. */
async function registry(command: string, args: string[], cwd?: string): Promise<void> {
  try {
    await run(command, args, { ...(cwd ? { cwd } : {}), timeout: 600_000 });
  } catch (error) {
    const { stderr = "", message } = error as { stderr?: string; message: string };
    const [line = message] = stderr.trim().split("\n").slice(-1);
    throw new Skipped(`its packages cannot be installed: ${line}`, { cause: error });
  }
}

/** Makes the folder again if it was made from something else, or not to the end. */
async function once(folder: string, from: string, make: () => Promise<void>): Promise<void> {
  const made = join(folder, ".made");
  const hash = createHash("sha256").update(from).digest("hex");
  const before = await readFile(made, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (before === hash) return;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await make();
  await writeFile(made, hash);
}
