import * as pulumi from "@pulumi/pulumi";
import { type BuildFailure, build, type Plugin } from "esbuild";

/** The major version of Node that functions run on: the Lambda runtime's and, for the local run, the pinned one. */
export const NODE_MAJOR = 24;

/** Where the exported handler is: `index.js`, `exports.handler`. */
export const HANDLER = "index.handler";

/** A function to deploy: the handler itself, or a factory that runs once per container and returns it. */
export interface Callback {
  fn: (...args: never[]) => unknown;
  isFactory: boolean;
}

/**
 * Packs an inline callback for Lambda: Pulumi serializes it with everything it captures, and what it `require`s is bundled
 * with it, so that the archive holds what the function needs and the SDK at the version of the lockfile.
 *
 * A serialized closure `require`s the SDK as a whole, and its `with` statements keep it from being an ES module, so that a
 * bundler must keep all of it. Therefore what the closure uses of the SDK is a file of its own, `sdk.js`, made from an ES
 * module that names just that.
 *
 * @throws pulumi.ResourceError if the callback captures what cannot be serialized, a secret, or a module that is not installed.
 */
export async function packCallback(
  name: string,
  callback: Callback,
  resource: pulumi.Resource,
): Promise<pulumi.asset.Archive> {
  try {
    const { text } = await pulumi.runtime.serializeFunction(callback.fn, {
      isFactoryFunction: callback.isFactory,
      logResource: resource,
    });
    const sdk = sdkMembers(text);
    const [index, used] = await Promise.all([
      bundle(`${name}.js`, text, [sdkFromItsFile([...sdk.keys()])]),
      sdk.size > 0 ? bundle("sdk.js", reexports(sdk), [sdkMembersOnly(sdk)]) : undefined,
    ]);
    return new pulumi.asset.AssetArchive({ "index.js": index, ...(used && { [SDK_FILE]: used }) });
  } catch (error) {
    const reasons = (error as BuildFailure).errors?.map((each) => each.text).join("; ");
    throw new pulumi.ResourceError(
      `function '${name}' cannot be packed: ${reasons ?? (error as Error).message}`,
      resource,
    );
  }
}

const SDK_FILE = "sdk.js";

/** Many functions use the same of the SDK: each text is bundled once. */
const bundles = new Map<string, Promise<pulumi.asset.StringAsset>>();

function bundle(name: string, contents: string, plugins: Plugin[]): Promise<pulumi.asset.StringAsset> {
  const known = bundles.get(contents);
  if (known) return known;
  const made = buildBundle(name, contents, plugins);
  bundles.set(contents, made);
  return made;
}

async function buildBundle(
  name: string,
  contents: string,
  plugins: Plugin[],
): Promise<pulumi.asset.StringAsset> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd(), sourcefile: name },
    bundle: true,
    write: false,
    minify: true,
    keepNames: true,
    platform: "node",
    target: `node${NODE_MAJOR}`,
    format: "cjs",
    mainFields: ["module", "main"],
    legalComments: "none",
    logLevel: "silent",
    plugins,
  });
  return new pulumi.asset.StringAsset(outputFiles[0]!.text);
}

/** The SDK modules of which the text uses nothing but named members: the path it requires → the names. */
function sdkMembers(text: string): Map<string, string[]> {
  const modules = new Map<string, string[]>();
  for (const [, variable, path] of text.matchAll(/^const (\w+) = require\("(@aws-sdk\/[^"]+)"\);$/gm)) {
    const uses = [...text.matchAll(new RegExp(`\\b${variable}\\b(?:\\.(\\w+))?`, "g"))].slice(1);
    const names = uses.map(([, name]) => name);
    if (names.every((name) => name !== undefined)) modules.set(path!, [...new Set(names)].sort() as string[]);
  }
  return modules;
}

/** `sdk.js` exports one namespace a module: `m0`, `m1`, … */
const reexports = (sdk: Map<string, string[]>) =>
  [...sdk]
    .map(([path, names], index) => `export * as m${index} from "members:${path}"; // ${names}`)
    .join("\n");

/** Resolves `members:PATH` to a module that exports just the members in use. */
function sdkMembersOnly(sdk: Map<string, string[]>): Plugin {
  return {
    name: "sdk-members-only",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^members:/ }, ({ path }) => ({
        path: path.slice("members:".length),
        namespace: "members",
      }));
      onLoad({ filter: /.*/, namespace: "members" }, ({ path }) => ({
        // Pulumi names the CommonJS entry; the package's name leads to its ES modules.
        contents: `export { ${sdk.get(path)!.join(", ")} } from "${path.replace(/\/dist-cjs\/index\.js$/, "")}";`,
        resolveDir: process.cwd(),
      }));
    },
  };
}

/** Makes `require`s of the given SDK modules read `sdk.js`. */
function sdkFromItsFile(paths: string[]): Plugin {
  return {
    name: "sdk-from-its-file",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^@aws-sdk\// }, ({ path }) =>
        paths.includes(path) ? { path, namespace: "sdk" } : undefined,
      );
      onResolve({ filter: /^\.\/sdk\.js$/, namespace: "sdk" }, ({ path }) => ({ path, external: true }));
      onLoad({ filter: /.*/, namespace: "sdk" }, ({ path }) => ({
        contents: `module.exports = require("./${SDK_FILE}").m${paths.indexOf(path)};`,
      }));
    },
  };
}
