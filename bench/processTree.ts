import { existsSync, readdirSync, readFileSync } from "node:fs";

/** The memory of one process. */
export interface ProcessMemory {
  /** The first words of its command line. */
  command: string;
  /** Its proportional share of resident memory (PSS): pages shared by several processes are counted once in total. */
  pssMB: number;
}

/**
 * The memory of a process and all its descendants, on Linux, except those whose command line matches `isLeftOut` and their
 * descendants.
 */
export function memoryOfTree(root: number, isLeftOut: (commandLine: string) => boolean): ProcessMemory[] {
  if (!existsSync("/proc/self/smaps_rollup"))
    throw new Error("Memory is measured through /proc, which requires Linux.");
  const children = childrenByParent();
  const memoryOf = (pid: number): ProcessMemory[] => {
    const words = commandLineOf(pid);
    if (isLeftOut(words.join(" "))) return [];
    const own = { command: words.slice(0, 3).join(" "), pssMB: pssOf(pid) };
    return [own, ...(children.get(pid) ?? []).flatMap(memoryOf)];
  };
  return memoryOf(root);
}

/**
 * The CPU seconds of a process and its descendants so far, on Linux; of those that have ended, as far as their parent has noticed it.
 */
export function cpuSecondsOfTree(root: number): number {
  const children = childrenByParent();
  const secondsOf = (pid: number): number =>
    (children.get(pid) ?? []).reduce(
      (sum, child) => sum + secondsOf(child),
      cpuSeconds(pid, OWN) + cpuSeconds(pid, ENDED),
    );
  return secondsOf(root);
}

/** Those of this process's descendants that have ended. */
export const cpuSecondsOfEnded = (): number => cpuSeconds(process.pid, ENDED);

/** Fields of https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html, counted from the third: user and system time. */
const OWN = [11, 12];
const ENDED = [13, 14];
/** `_SC_CLK_TCK` of Linux. */
const TICKS_PER_SECOND = 100;

function cpuSeconds(pid: number, fields: number[]): number {
  const values = read(pid, "stat").split(") ").at(-1)!.split(" ");
  return fields.reduce((sum, field) => sum + Number(values[field] ?? 0), 0) / TICKS_PER_SECOND;
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const pid of readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    const parent = parentOf(pid);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  return children;
}

/** The command's name, in parentheses, may contain any character. */
function parentOf(pid: number): number | undefined {
  const stat = read(pid, "stat");
  return stat === "" ? undefined : Number(stat.split(") ").at(-1)!.split(" ")[1]);
}

const commandLineOf = (pid: number) => read(pid, "cmdline").split("\0").filter(Boolean);

function pssOf(pid: number): number {
  const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(read(pid, "smaps_rollup")) ?? [];
  return Number(kilobytes ?? 0) / 1024;
}

/** Empty if the process has just ended. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch (error) {
    if (!["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    return "";
  }
}
