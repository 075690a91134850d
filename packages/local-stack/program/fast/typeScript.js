/**
 * Runs a program's TypeScript from what ts-node made of each file before: ts-node and TypeScript load only for a file that is new or has
 * changed, or for a closure. JavaScript, since it must load before any TypeScript can.
 */
const { existsSync } = require("node:fs");
const { join, resolve } = require("node:path");
const { hash, read, write } = require("../fileCache.js");
const { CompiledFiles } = require("./compiledFiles.js");
const { nearestManifest } = require("./nearestManifest.js");
const { registerAndKeep, registerCompiled } = require("./tsNode.js");

const TS_UTILS = "tsutils.js";
/** What the SDK uses where the program has none. */
const VENDORED = {
  typescript: { path: "vendor/typescript@3.8.3/typescript.js", version: "3.8.3" },
  "ts-node": { path: "vendor/ts-node@7.0.1/index.js", version: "7.0.1" },
};

/**
 * Lends placeholders for ts-node and TypeScript to the SDK, unless the program is none of TypeScript, its types are checked, or it
 * consists of ES modules, which ts-node compiles in a thread of its own.
 *
 * @param {import("./placeholders.js").Placeholders} placeholders
 */
exports.replaceTypeScript = (placeholders) => {
  const { PULUMI_NODEJS_TYPESCRIPT, PULUMI_NODEJS_TRANSPILE_ONLY } = process.env;
  if (PULUMI_NODEJS_TYPESCRIPT !== "true" || PULUMI_NODEJS_TRANSPILE_ONLY !== "true") return;
  if (nearestManifest(process.cwd()).type === "module") return;
  const typescript = find("typescript", placeholders);
  const tsNode = find("ts-node", placeholders);
  if (!existsSync(typescript.path) || !existsSync(tsNode.path)) return;
  // ts-node compiles with the program's own TypeScript.
  const own = placeholders.resolve("typescript", join(process.cwd(), "index.ts"));
  if (own && own !== typescript.path) return;
  const environment = JSON.stringify([process.version, typescript, tsNode, tsNodeVariables()]);
  const cache = resolve(placeholders.sdk, "../../.cache/programs");

  const takeBackTypeScript = placeholders.lendOnUse(typescript.path, {
    version: typescript.version,
    parseConfigFileTextToJson(file, text) {
      const path = join(cache, `${hash(environment, file, text)}.json`);
      const kept = read(path);
      if (kept) return kept;
      const parsed = require(typescript.path).parseConfigFileTextToJson(file, text);
      if (!parsed.error) write(path, parsed);
      return parsed;
    },
  });
  const takeBackTsNode = placeholders.lend(tsNode.path, {
    VERSION: tsNode.version,
    register(options) {
      takeBackTypeScript();
      takeBackTsNode();
      const files = new CompiledFiles(cache, [environment, process.cwd(), JSON.stringify(options)]);
      const register = () => registerAndKeep(require(tsNode.path), require(typescript.path), options, files);
      if (files.usable) registerCompiled(placeholders, files, register);
      else register();
    },
  });
};

function find(name, placeholders) {
  const path = placeholders.resolve(name, TS_UTILS);
  const vendored = VENDORED[name];
  return path
    ? { path, version: nearestManifest(path).version }
    : { path: join(placeholders.sdk, vendored.path), version: vendored.version };
}

const tsNodeVariables = () => Object.entries(process.env).filter(([name]) => name.startsWith("TS_NODE_"));
