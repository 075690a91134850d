/** ts-node as Pulumi registers it, and what runs in its place. JavaScript, since it must load before any TypeScript can. */
const { resolve, dirname } = require("node:path");
const { installStackTraces } = require("../stackTraces.js");
const { digestOf } = require("./compiledFiles.js");

/** Where ts-node has its service, for those who look whether it runs. */
const INSTANCE = Symbol.for("ts-node.register.instance");
const OWN_TRANSPILER = resolve(__dirname, "../transpileCache.js");
/** Settings with which ts-node does more than compile files one by one. */
const MORE_THAN_COMPILING = [
  "require",
  "experimentalResolver",
  "experimentalSpecifierResolution",
  "preferTsExts",
  "scope",
  "swc",
];

/**
 * Registers ts-node, and keeps what it makes of files.
 *
 * @param {import("./compiledFiles.js").CompiledFiles} files
 */
exports.registerAndKeep = (tsNode, typescript, options, files) => {
  const reads = {};
  const handlers = { ...require.extensions };
  const restore = recordReads(typescript.sys, reads);
  let service;
  try {
    service = tsNode.register(options);
  } finally {
    restore();
  }
  if (service?.ts !== typescript || typeof service.compile !== "function" || !compilesOnly(service, reads))
    return;
  const extensions = Object.keys(require.extensions).filter(
    // ts-node also looks at each file of JavaScript, and compiles none.
    (each) => each !== ".js" && require.extensions[each] !== handlers[each],
  );
  files.register({ extensions, reads });
  const { compile } = service;
  service.compile = (code, file, ...rest) => {
    const output = compile(code, file, ...rest);
    files.keep(file, code, output);
    return output;
  };
};

function recordReads(system, reads) {
  const { readFile, fileExists } = system;
  const recording =
    (original) =>
    (path, ...rest) => {
      reads[resolve(path)] ??= digestOf(path);
      return original(path, ...rest);
    };
  Object.assign(system, { readFile: recording(readFile), fileExists: recording(fileExists) });
  return () => Object.assign(system, { readFile, fileExists });
}

/** Whether ts-node, as it is set, only compiles TypeScript, each file by itself. */
function compilesOnly({ options = {}, extensions, configFilePath, cwd }, reads) {
  const compiled = Array.isArray(extensions) ? extensions : (extensions?.compiled ?? []);
  if (compiled.some((each) => /^\.[cm]?jsx?$/.test(each))) return false;
  if (MORE_THAN_COMPILING.some((name) => options[name] && String(options[name]) !== "")) return false;
  if (!options.transpiler) return true;
  const transpiler = resolve(configFilePath ? dirname(configFilePath) : cwd, String(options.transpiler));
  reads[transpiler] = digestOf(transpiler);
  return transpiler === OWN_TRANSPILER;
}

/**
 * Runs files from what ts-node made of them before. ts-node is registered for the first that it has not seen.
 *
 * @param {import("./placeholders.js").Placeholders} placeholders
 * @param {import("./compiledFiles.js").CompiledFiles} files
 * @param {() => void} registerTsNode
 */
exports.registerCompiled = (placeholders, files, registerTsNode) => {
  const { extensions } = require;
  const own = Object.fromEntries(
    files.extensions.map((each) => [
      each,
      (module, file) => {
        const output = files.read(file);
        if (output === undefined) return byTsNode()[each](module, file);
        return module._compile(output, file);
      },
    ]),
  );
  let handlers;
  const byTsNode = () => {
    if (handlers) return handlers;
    for (const each of files.extensions) restore(extensions, each, before[each]);
    delete process[INSTANCE];
    const { prepareStackTrace } = Error;
    registerTsNode();
    handlers = { ...extensions };
    // ts-node knows no source maps of the files that it has not compiled in this process.
    Error.prepareStackTrace = prepareStackTrace;
    Object.assign(extensions, own);
    return handlers;
  };
  const before = { ...extensions };
  Object.assign(extensions, own);
  Object.defineProperty(process, INSTANCE, {
    configurable: true,
    get() {
      byTsNode();
      return process[INSTANCE];
    },
  });
  // Pulumi's own: it has installed it.
  const support = require(placeholders.resolve("source-map-support", "cmd/run/index.js"));
  support.install({ environment: "node", retrieveFile: (file) => files.outputs.get(file) });
  installStackTraces(support);
};

function restore(handlers, extension, handler) {
  if (handler) handlers[extension] = handler;
  else delete handlers[extension];
}
