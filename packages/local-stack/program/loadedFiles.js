/**
 * Loaded into a program's process before everything else: reports at its end which files the program has loaded as modules, CommonJS
 * or ESM, or read, packages apart, as a JSON array of paths on file descriptor 3. What changes one of these changes the program.
 *
 * JavaScript, since it must load before any TypeScript can.
 */
const fs = require("node:fs");
const { registerHooks, syncBuiltinESMExports } = require("node:module");
const { dirname, resolve, sep } = require("node:path");
const { fileURLToPath } = require("node:url");

const REPORTED_ON = 3;
const PACKAGES = `${sep}node_modules${sep}`;
const modules = new Set();
const read = new Set();

const isOwn = (path) => !path.includes(PACKAGES) && !path.startsWith(__dirname + sep);

registerHooks?.({
  resolve(specifier, context, next) {
    try {
      const resolved = next(specifier, context);
      if (resolved.url?.startsWith("file:")) modules.add(fileURLToPath(resolved.url));
      return resolved;
    } catch (error) {
      // A module that there is not counts too: the program may run once it is there.
      if (/^\.{0,2}\//.test(specifier) && context.parentURL?.startsWith("file:"))
        modules.add(resolve(dirname(fileURLToPath(context.parentURL)), specifier));
      throw error;
    }
  },
});

function note(path) {
  if (typeof path === "string") read.add(resolve(path));
  else if (path instanceof URL && path.protocol === "file:") read.add(fileURLToPath(path));
}

for (const [owner, name] of [
  [fs, "readFileSync"],
  [fs, "readFile"],
  [fs, "createReadStream"],
  [fs.promises, "readFile"],
]) {
  const original = owner[name];
  owner[name] = function noted(path, ...rest) {
    note(path);
    return original.call(this, path, ...rest);
  };
}
// For `import { readFileSync } from "node:fs"`.
syncBuiltinESMExports();

/** Whether a file was written while the program ran, by the program itself: it is no source. */
const isWritten = (path) =>
  (fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > performance.timeOrigin;

process.on("exit", () => {
  // Node.js before 22.15 has no hooks.
  for (const path of Object.keys(require.cache)) modules.add(path);
  const files = [
    ...modules,
    ...[...read].filter((path) => !modules.has(path) && isOwn(path) && !isWritten(path)),
  ];
  fs.writeSync(REPORTED_ON, JSON.stringify(files.filter(isOwn)));
});
