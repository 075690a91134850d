import { type ChildProcess, spawn } from "node:child_process";
import * as path from "node:path";

const REPOSITORY = path.join(__dirname, "../..");

/** A command of this repository, `npm run NAME`, as a user runs it. */
export class Command {
  private printed = "";
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private readonly watchers = new Set<() => void>();

  constructor(...args: string[]) {
    // A group of its own, so that whatever it started ends with it.
    this.child = spawn("npm", args, { cwd: REPOSITORY, stdio: ["ignore", "pipe", "pipe"], detached: true });
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

  /** The first match in what it prints. Rejects if it ends without. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
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
    const unsaid = this.ended.then(() => {
      throw new Error(`${pattern} was not printed, but: ${this.printed}`);
    });
    return Promise.race([found, unsaid]);
  }

  async end(): Promise<void> {
    process.kill(-this.pid, "SIGINT");
    await this.ended;
  }
}
