import * as fs from "node:fs";
import * as path from "node:path";

/** What is in the folder of a program besides the program. */
const NOT_WATCHED = new Set(["node_modules", "dist", "bin"]);
/** In this repository the program is beside what tests and runs it. */
export const OWN_SOURCES = ["index.ts", "config.ts", "components", "states", "handlers", "graphql"];
const SETTLE_MS = 300;

/**
 * Calls `onChange` once a change of the program's sources or configuration has settled, never twice at a time. Returns a
 * function that ends this.
 *
 * @param sources the folders and files that the program is made of, besides the packages it uses. Default: all there are
 */
export function watchProgram(
  directory: string,
  stack: string,
  onChange: () => Promise<void>,
  sources?: readonly string[],
): () => void {
  const isSource = (name: string) =>
    sources ? sources.includes(name) : !name.startsWith(".") && !NOT_WATCHED.has(name);
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
