import { createHash, randomUUID } from "node:crypto";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

export const DEFAULT_ENDPOINT = "http://127.0.0.1:4566";

/** A stack that runs on this machine. */
export interface RunningStack {
  /** `http://127.0.0.1:PORT` */
  endpoint: string;
  /** Absolute path of the folder of the program's `Pulumi.yaml`. */
  program: string;
  /** `dev` */
  stack: string;
  /** Of the process that runs it. */
  pid: number;
}

/** A stack that has answered. */
export interface AnsweringStack extends RunningStack {
  /** Milliseconds since the epoch, on the clock of the stack. */
  now: number;
}

const ANSWER_TIMEOUT_MS = 3_000;

/**
 * Lets {@link runningStacks} find a stack: by a file in a directory of the user, named after the program's folder and the port.
 *
 * @returns a function that removes the file.
 */
export function announce(running: RunningStack): () => void {
  const directory = ownDirectory();
  const file = path.join(directory, `${keyOf(running.program)}-${new URL(running.endpoint).port}.json`);
  const written = path.join(directory, `${randomUUID()}.tmp`);
  fs.writeFileSync(written, JSON.stringify(running), { mode: 0o600 });
  fs.renameSync(written, file);
  return () => fs.rmSync(file, { force: true });
}

/**
 * The stacks of a program that run on this machine. Each is asked whether it still does; the file of one that does not is
 * removed.
 */
export async function runningStacks(program: string): Promise<RunningStack[]> {
  const directory = ownDirectory();
  const files = fs.readdirSync(directory).filter((name) => name.startsWith(`${keyOf(program)}-`));
  const found = await Promise.all(files.map((name) => confirmed(path.join(directory, name), program)));
  return found.filter((each) => each !== undefined);
}

/** The stack that answers at an endpoint; undefined if nothing does, or something else. */
export async function stackAt(endpoint: string): Promise<AnsweringStack | undefined> {
  try {
    const response = await fetch(`${endpoint}/_local/stack`, {
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    if (!response.ok || !response.headers.has("x-sfn-workflows")) return undefined;
    return { ...((await response.json()) as Omit<AnsweringStack, "endpoint">), endpoint };
  } catch {
    // Whatever the reason, no stack answers there.
    return undefined;
  }
}

/** The folder with the `Pulumi.yaml` that a folder belongs to, as Pulumi's CLI finds it: itself, or the closest above. */
export function programOf(folder: string): string | undefined {
  let directory = path.resolve(folder);
  while (!fs.existsSync(path.join(directory, "Pulumi.yaml"))) {
    const above = path.dirname(directory);
    if (above === directory) return undefined;
    directory = above;
  }
  return fs.realpathSync(directory);
}

async function confirmed(file: string, program: string): Promise<RunningStack | undefined> {
  const announced = read(file);
  const running = announced && (await stackAt(announced.endpoint));
  if (running && keyOf(running.program) === keyOf(program)) return running;
  fs.rmSync(file, { force: true });
  return undefined;
}

function read(file: string): RunningStack | undefined {
  try {
    const announced = JSON.parse(fs.readFileSync(file, "utf8")) as RunningStack;
    return URL.canParse(announced.endpoint) ? announced : undefined;
  } catch {
    // It was removed meanwhile, or is no such file.
    return undefined;
  }
}

const keyOf = (program: string): string =>
  createHash("sha256").update(real(program)).digest("hex").slice(0, 16);

const real = (folder: string): string => (fs.existsSync(folder) ? fs.realpathSync(folder) : folder);

/**
 * A directory that only this user can write to.
 *
 * @throws Error if another user made it first.
 */
function ownDirectory(): string {
  const uid = process.getuid?.();
  const { XDG_RUNTIME_DIR } = process.env;
  const directory = XDG_RUNTIME_DIR
    ? path.join(XDG_RUNTIME_DIR, "sfn-workflows")
    : path.join(tmpdir(), uid === undefined ? "sfn-workflows" : `sfn-workflows-${uid}`);
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  const status = fs.lstatSync(directory);
  if (uid !== undefined && (status.uid !== uid || !status.isDirectory()))
    throw new Error(
      `${directory} belongs to another user; remove it, or set XDG_RUNTIME_DIR to a folder of yours`,
    );
  return directory;
}
