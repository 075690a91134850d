import * as fs from "node:fs";
import * as path from "node:path";

const SETTLE_MS = 300;
/** Folders of an archive that do not change it, or change all the time. */
const NOT_WATCHED = new Set(["node_modules", ".git"]);

/** Watches the files that a program is made of: those alone, so that a README or a test does not deploy it again. */
export class SourceWatcher {
  private readonly watchers = new Map<string, fs.FSWatcher>();
  private files = new Set<string>();
  private folders = new Set<string>();
  private changed = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private running = Promise.resolve();

  /**
   * @param onChange is called with what has changed once it has settled, one call after another. It must not reject.
   */
  constructor(private readonly onChange: (changed: readonly string[]) => Promise<void>) {}

  /**
   * Watches these and nothing else.
   *
   * @param sources absolute paths of files, and of folders with all that is in them. A file need not exist: a module that is missing
   *   may be named without its extension.
   * @param since milliseconds since the epoch: a file that was not watched before, and was written since, has changed
   */
  watch(sources: Iterable<string>, since: number): void {
    const all = [...sources].map((each) => path.resolve(each));
    const before = this.files;
    this.folders = new Set(all.filter(isFolder).flatMap(foldersIn));
    this.files = new Set(all.filter((each) => !isFolder(each)));
    const wanted = new Set([...this.folders, ...[...this.files].map((file) => existing(path.dirname(file)))]);
    for (const [folder, watcher] of this.watchers) {
      if (wanted.has(folder)) continue;
      watcher.close();
      this.watchers.delete(folder);
    }
    for (const folder of wanted) if (!this.watchers.has(folder)) this.open(folder);
    for (const file of this.files) if (!before.has(file) && writtenAt(file) > since) this.change(file);
  }

  close(): void {
    clearTimeout(this.timer);
    for (const watcher of this.watchers.values()) watcher.close();
    this.watchers.clear();
  }

  private open(folder: string): void {
    const watcher = fs.watch(folder, (_event, name) => {
      if (name !== null && this.isSource(folder, name)) this.change(path.join(folder, name));
    });
    // The folder is gone: what it had been made of is noticed in the folder above, or by the next evaluation.
    watcher.on("error", () => {
      watcher.close();
      this.watchers.delete(folder);
    });
    this.watchers.set(folder, watcher);
  }

  private isSource(folder: string, name: string): boolean {
    if (this.folders.has(folder)) return !NOT_WATCHED.has(name);
    const given = path.join(folder, name);
    if (this.files.has(given)) return true;
    const withoutExtension = given.slice(0, given.length - path.extname(given).length);
    if (this.files.has(withoutExtension)) return true;
    // A folder of a missing module was made.
    return [...this.files].some((file) => file.startsWith(given + path.sep));
  }

  private change(file: string): void {
    this.changed.add(file);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const changed = [...this.changed];
      this.changed.clear();
      this.running = this.running.then(() => this.onChange(changed));
    }, SETTLE_MS);
  }
}

const isFolder = (file: string): boolean =>
  fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;

const writtenAt = (file: string): number => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** A folder and all below it. */
const foldersIn = (folder: string): string[] => [
  folder,
  ...fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !NOT_WATCHED.has(entry.name))
    .flatMap(({ name }) => foldersIn(path.join(folder, name))),
];

/** The folder, or the closest one above that exists. */
function existing(folder: string): string {
  let each = folder;
  while (!fs.existsSync(each)) each = path.dirname(each);
  return each;
}
