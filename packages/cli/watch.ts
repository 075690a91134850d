import * as fs from "node:fs";
import * as path from "node:path";

/** Folders next to a program's sources that are not watched. */
const NOT_WATCHED = new Set(["node_modules", "dist", "bin"]);
const SETTLE_MS = 300;

/**
 * Calls `onChange` once a change of the program's sources or configuration has settled, one call after
 * another. Returns a function that stops it.
 */
export function watchProgram(directory: string, stack: string, onChange: () => Promise<void>): () => void {
  const isSource = (name: string) => !name.startsWith(".") && !NOT_WATCHED.has(name);
  const isWatched = (name: string) =>
    /^Pulumi\..*yaml$/.test(name) ? ["Pulumi.yaml", `Pulumi.${stack}.yaml`].includes(name) : isSource(name);
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(onChange);
    }, SETTLE_MS);
  };
  const top = fs.watch(directory, (_event, name) => {
    if (name !== null && isWatched(name)) changed();
  });
  const folders = fs
    .readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && isSource(entry.name))
    .map(({ name }) => fs.watch(path.join(directory, name), { recursive: true }, changed));
  return () => {
    clearTimeout(timer);
    for (const watcher of [top, ...folders]) watcher.close();
  };
}
