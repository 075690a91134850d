import * as fs from "node:fs";
import * as path from "node:path";

/** The folders and files that a program is made of, besides the packages it uses. */
const SOURCES = ["index.ts", "config.ts", "components", "states", "handlers", "graphql"];
const SETTLE_MS = 300;

/**
 * Calls `onChange` once a change of the program's sources or configuration has settled, never twice at a time. Returns a
 * function that ends this.
 */
export function watchProgram(directory: string, stack: string, onChange: () => Promise<void>): () => void {
  const watched = new Set([...SOURCES, "Pulumi.yaml", `Pulumi.${stack}.yaml`]);
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(onChange);
    }, SETTLE_MS);
  };
  const top = fs.watch(directory, (_event, name) => {
    if (name !== null && watched.has(name)) changed();
  });
  const folders = SOURCES.map((name) => path.join(directory, name))
    .filter((file) => fs.existsSync(file) && fs.statSync(file).isDirectory())
    .map((folder) => fs.watch(folder, { recursive: true }, changed));
  return () => {
    clearTimeout(timer);
    for (const watcher of [top, ...folders]) watcher.close();
  };
}
