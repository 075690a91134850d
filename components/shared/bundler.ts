import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildFailure, type BuildOptions, build, type Plugin } from "esbuild";
import { type Bundle, BundleCache } from "./bundleCache";

/** The major version of Node that functions run on: the Lambda runtime's and, for the local run, the pinned one. */
export const NODE_MAJOR = 24;

/**
 * How Pulumi names a module that npm nested in this package, since the program has another version of it. The package's
 * `exports` allow such names, and only the bundler resolves them.
 */
export const NESTED = "sfn-workflows/node_modules/";

/** A text to bundle: what it `require`s becomes part of it, except for the modules in `external`, which are separate files. */
export interface Source {
  contents: string;
  /** Modules, as the text requires them → the expression to read instead. */
  external: Map<string, string>;
}

interface Request extends Source {
  resolve(text: string): void;
  reject(error: Error): void;
}

/** How long a request waits for others: bundling many together reads the modules they share only once. */
const WINDOW_MS = 10;

let waiting: Request[] = [];
let cache: BundleCache | undefined;

/** Bundles a text into one CommonJS file. Rejects with the reason if it cannot be bundled. */
export function bundle(source: Source): Promise<Bundle> {
  cache ??= new BundleCache();
  return cache.get(
    JSON.stringify([optionsOf(source), source.contents, ...source.external]),
    () =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setTimeout(bundleWaiting, WINDOW_MS);
        waiting.push({ ...source, resolve, reject });
      }),
  );
}

const OPTIONS: BuildOptions = {
  bundle: true,
  minify: true,
  keepNames: true,
  platform: "node",
  target: `node${NODE_MAJOR}`,
  format: "cjs",
  mainFields: ["module", "main"],
  legalComments: "none",
};

/** Where the program runs to be debugged, serialized functions have source maps: their bundles keep them, and the names of variables. */
const hasSourceMap = ({ contents }: Source): boolean => /\n\/\/# sourceMappingURL=data:/.test(contents);

const optionsOf = (source: Source): BuildOptions =>
  hasSourceMap(source)
    ? { ...OPTIONS, minify: false, sourcemap: "inline", sourceRoot: `${pathToFileURL(OUTPUT).href}/` }
    : OPTIONS;

/** The folder of the bundles, which are not written there, for the source maps, whose paths are relative to it. */
const OUTPUT = path.resolve("out");

async function bundleWaiting(): Promise<void> {
  const requests = waiting;
  waiting = [];
  const groups = [true, false].map((mapped) =>
    requests.filter((request) => hasSourceMap(request) === mapped),
  );
  await Promise.all(groups.filter(({ length }) => length > 0).map(bundleGroup));
}

async function bundleGroup(requests: Request[]): Promise<void> {
  try {
    const texts = await bundleAll(requests);
    for (const [index, request] of requests.entries()) request.resolve(texts[index]!);
  } catch (error) {
    if (requests.length === 1) return requests[0]!.reject(new Error(reasonsOf(error)));
    // One of them is at fault: bundling each separately shows which.
    for (const request of requests) {
      bundleAll([request]).then(
        ([text]) => request.resolve(text!),
        (own) => request.reject(new Error(reasonsOf(own))),
      );
    }
  }
}

const reasonsOf = (error: unknown): string =>
  (error as BuildFailure).errors?.map(({ text }) => text).join("; ") ?? (error as Error).message;

/** @param sources all with a source map, or none */
async function bundleAll(sources: Source[]): Promise<string[]> {
  const { outputFiles } = await build({
    entryPoints: sources.map((_, index) => ({ in: `source:${index}`, out: String(index) })),
    ...optionsOf(sources[0]!),
    outdir: OUTPUT,
    write: false,
    logLevel: "silent",
    // If the program has no such package, this package's own one: with pnpm, or a link to this package, they are separate.
    nodePaths: module.paths,
    plugins: [fromMemory(sources)],
  });
  const byName = new Map(outputFiles.map(({ path, text }) => [/(\d+)\.js$/.exec(path)?.[1], text]));
  return sources.map((_, index) => byName.get(String(index))!);
}

/** Reads sources, and the replacements of their external modules, from memory. */
function fromMemory(sources: Source[]): Plugin {
  const resolveDir = process.cwd();
  return {
    name: "from-memory",
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /^source:\d+$/ }, ({ path }) => ({
        path: path.slice("source:".length),
        namespace: "source",
      }));
      onLoad({ filter: /.*/, namespace: "source" }, ({ path }) => ({
        contents: sources[Number(path)]!.contents,
        resolveDir,
      }));
      onResolve({ filter: /.*/, namespace: "source" }, ({ path, importer, kind }) => {
        const replacement = sources[Number(importer)]!.external.get(path);
        if (replacement === undefined) {
          if (!path.startsWith(NESTED)) return undefined;
          return resolve(path.slice(NESTED.length), { kind, resolveDir: __dirname });
        }
        return { path: `${importer} ${path}`, namespace: "external", pluginData: replacement };
      });
      onLoad({ filter: /.*/, namespace: "external" }, ({ pluginData }) => ({
        contents: `module.exports = ${pluginData};`,
      }));
      onResolve({ filter: /^\.\//, namespace: "external" }, ({ path }) => ({ path, external: true }));
    },
  };
}
