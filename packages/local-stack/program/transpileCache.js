/**
 * A transpiler for ts-node that caches the output for each file: a third of the time of an evaluation. The output is
 * TypeScript's own, byte for byte, since callbacks are serialized from it. For tsconfig.json:
 * `"ts-node": { "transpileOnly": true, "transpiler": "./packages/local-stack/program/transpileCache.js" }`.
 *
 * JavaScript, since it must load before any TypeScript can.
 */
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { basename, dirname, join, resolve } = require("node:path");
const { installStackTraces } = require("./stackTraces.js");

/**
 * Called by ts-node once per kind of module.
 *
 * @param {object} context
 * @param {import("ts-node").Service} context.service With the compiler's options in its `config`.
 * @param {"nodecjs" | "nodeesm"} [context.nodeModuleEmitKind] Under `module: nodenext`: the kind of the files.
 * @param {string} [context.directory] Folder of the cache. Default: `node_modules/.cache/ts-node`.
 * @returns {{ transpile(code: string, file: { fileName: string }): object }}
 */
exports.create = ({ service, nodeModuleEmitKind, directory }) => {
  const compilerOptions = service.config.options;
  const tsNode = dirname(require.resolve("ts-node/package.json"));
  const cache = directory ?? resolve(tsNode, "../.cache/ts-node");
  const ts = require(service.projectLocalResolveHelper(service.options.compiler ?? "typescript", true));
  // ts-node has installed its own copy by now.
  installStackTraces(require(require.resolve("@cspotcode/source-map-support", { paths: [tsNode] })));
  const settings = JSON.stringify([ts.version, compilerOptions, nodeModuleEmitKind]);
  let transpileModule;

  const transpile = (code, fileName) => {
    // What ts-node itself uses without such a plugin.
    const { createTsTranspileModule } = require(join(tsNode, "dist/ts-transpile-module.js"));
    transpileModule ??= createTsTranspileModule(ts, { compilerOptions, reportDiagnostics: true });
    const packageType = nodeModuleEmitKind === "nodeesm" ? "module" : "commonjs";
    return transpileModule(code, { fileName }, packageType);
  };

  return {
    transpile(code, { fileName }) {
      // One entry per file and settings: a newer one replaces the older.
      const path = join(cache, `${basename(fileName)}-${hash(settings, fileName)}.json`);
      const key = hash(code);
      const kept = read(path);
      if (kept?.key === key) return kept.output;
      const { outputText, sourceMapText, diagnostics = [] } = transpile(code, fileName);
      const output = { outputText, sourceMapText };
      if (diagnostics.length === 0) write(path, { key, output });
      return { ...output, diagnostics };
    },
  };
};

function hash(...texts) {
  const digest = createHash("sha256");
  for (const text of texts) digest.update(text).update("\0");
  return digest.digest("hex").slice(0, 32);
}

/** An entry that cannot be read counts as missing. */
function read(path) {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** Atomic, since several processes share the cache. A folder that is not writable means no cache. */
function write(path, entry) {
  const temporary = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, JSON.stringify(entry));
    renameSync(temporary, path);
  } catch (error) {
    if (!["EACCES", "EPERM", "EROFS"].includes(error.code)) throw error;
  }
}

Object.assign(exports, { hash, read, write });
