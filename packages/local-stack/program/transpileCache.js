/**
 * A transpiler for ts-node that caches the output for each file: a third of the time of an evaluation. The output is
 * TypeScript's own, byte for byte, since callbacks are serialized from it. For tsconfig.json:
 * `"ts-node": { "transpileOnly": true, "transpiler": "./packages/local-stack/program/transpileCache.js" }`.
 *
 * JavaScript, since it must load before any TypeScript can.
 */
const { basename, dirname, join, resolve } = require("node:path");
const { hash, read, write } = require("./fileCache.js");
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
