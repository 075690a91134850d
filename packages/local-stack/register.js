/**
 * Runs TypeScript as `ts-node/register` does, from what ts-node made of each file before: ts-node and TypeScript, 45 MB and
 * 0.4 seconds, load only for a file that is new or has changed. `node -r ./packages/local-stack/register.js checks/scenarios/main.ts`.
 *
 * JavaScript, since it must load before any TypeScript can.
 */
const { existsSync, readFileSync } = require("node:fs");
const { enableCompileCache } = require("node:module");
const { basename, dirname, join, sep } = require("node:path");
const { hash, read, write } = require("./program/fileCache.js");
const { installStackTraces } = require("./program/stackTraces.js");

const ROOT = dirname(dirname(__dirname));
const PACKAGES = join(ROOT, "node_modules");
const CACHE = join(PACKAGES, ".cache/compiled");

// With what the local stack loads, and the same exception: see program/compileCache.ts.
if (!process.env.NODE_V8_COVERAGE)
  enableCompileCache?.(process.env.NODE_COMPILE_CACHE ?? join(PACKAGES, ".cache/node-compile"));

/** Everything besides a file itself that ts-node's output for it depends on. */
const settings = hash(
  ...[
    join(ROOT, "tsconfig.json"),
    join(PACKAGES, "ts-node/package.json"),
    join(PACKAGES, "typescript/package.json"),
  ]
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, "utf8")),
  ...Object.entries(process.env)
    .filter(([name]) => name.startsWith("TS_NODE_"))
    .map((variable) => variable.join("=")),
);
/** By file: the entry of the cache that was run. */
const entries = new Map();
let service;

const pathOf = (fileName) => join(CACHE, `${basename(fileName)}-${hash(settings, fileName)}.json`);

/** The JavaScript, with its source map. */
function compile(code, fileName) {
  const path = pathOf(fileName);
  const key = hash(code);
  entries.set(fileName, { path, key });
  const kept = read(path);
  if (kept?.key === key) return kept.output;
  service ??= require("ts-node").create({ cwd: ROOT });
  const output = service.compile(code, fileName);
  write(path, { key, output });
  return output;
}

/** What ts-node leaves alone is JavaScript, as it is without it, unless Node.js strips types. */
const byNode = require.extensions[".ts"] ?? require.extensions[".js"];
require.extensions[".ts"] = (module, fileName) => {
  if (fileName.includes(`${sep}node_modules${sep}`)) byNode(module, fileName);
  else module._compile(compile(readFileSync(fileName, "utf8"), fileName), fileName);
};

const support = require(
  require.resolve("@cspotcode/source-map-support", {
    paths: [dirname(require.resolve("ts-node/package.json"))],
  }),
);
support.install({
  environment: "node",
  retrieveFile(fileName) {
    const entry = entries.get(fileName);
    const kept = entry && read(entry.path);
    return kept?.key === entry?.key ? kept?.output : undefined;
  },
});
installStackTraces(support);
