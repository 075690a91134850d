import { type ChildProcess, spawn } from "node:child_process";
import * as path from "node:path";

const REPOSITORY = path.join(__dirname, "../..");

/** An npm command of a checkout of this repository, as a user runs it. */
export class Command {
  private printed = "";
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private readonly watchers = new Set<() => void>();

  constructor(args: string[], repository = REPOSITORY) {
    // Its own process group, so that every process that it started ends with it.
    this.child = spawn("npm", args, { cwd: repository, stdio: ["ignore", "pipe", "pipe"], detached: true });
    this.ended = new Promise((resolve) => this.child.once("close", () => resolve()));
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.printed += text;
        for (const watch of this.watchers) watch();
      });
    }
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** The first match in its output. Rejects if the command ends without one. */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    const found = new Promise<RegExpExecArray>((resolve) => {
      const watch = () => {
        const match = pattern.exec(this.printed);
        if (!match) return;
        this.watchers.delete(watch);
        resolve(match);
      };
      this.watchers.add(watch);
      watch();
    });
    const endedWithout = this.ended.then(() => {
      throw new Error(`The command ended without printing ${pattern}. It printed: ${this.printed}`);
    });
    return Promise.race([found, endedWithout]);
  }

  async end(): Promise<void> {
    process.kill(-this.pid, "SIGINT");
    await this.ended;
  }
}
