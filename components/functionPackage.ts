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
 * Packs an inline callback for Lambda: Pulumi serializes it with everything it captures, and what it `require`s is
 * bundled into the same file, so that the archive holds what the function needs and the SDK at the version of the lockfile.
 *
 * @throws pulumi.ResourceError if the callback captures what cannot be serialized, a secret, or a module that is not installed.
 */
export async function packCallback(
  name: string,
  callback: Callback,
  resource: pulumi.Resource,
): Promise<pulumi.asset.Archive> {
  const { text } = await pulumi.runtime.serializeFunction(callback.fn, {
    isFactoryFunction: callback.isFactory,
    logResource: resource,
  });
  try {
    const bundle = await build({
      stdin: { contents: text, resolveDir: process.cwd(), sourcefile: `${name}.js` },
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
      plugins: [narrowRequires(text)],
    });
    return new pulumi.asset.AssetArchive({
      "index.js": new pulumi.asset.StringAsset(bundle.outputFiles[0]!.text),
    });
  } catch (error) {
    const reasons = (error as BuildFailure).errors?.map((each) => each.text).join("; ");
    throw new pulumi.ResourceError(
      `function '${name}' cannot be packed: ${reasons ?? (error as Error).message}`,
      resource,
    );
  }
}

/**
 * A serialized closure `require`s a module as a whole, and its `with` statements keep it from being an ES module, so a
 * bundler must keep every export. Where the text only ever takes named members of the module, a re-export of just those
 * names stands in for it and the rest is dropped.
 */
function narrowRequires(text: string): Plugin {
  const namespace = "narrowed";
  return {
    name: "narrow-requires",
    setup({ onResolve, onLoad }) {
      for (const [path, names] of namedMembers(text)) {
        const module = path.replace(/\/dist-cjs\/index\.js$/, "");
        onResolve({ filter: new RegExp(`^${escapeRegExp(path)}$`) }, ({ namespace: from }) =>
          from === namespace ? undefined : { path: module, namespace, pluginData: names },
        );
        onLoad({ filter: new RegExp(`^${escapeRegExp(module)}$`), namespace }, ({ pluginData }) => ({
          contents: `export { ${(pluginData as string[]).join(", ")} } from ${JSON.stringify(module)};`,
          resolveDir: process.cwd(),
        }));
      }
    },
  };
}

/** The SDK modules of which the text uses nothing but named members: the path it requires → the names. */
function namedMembers(text: string): Map<string, string[]> {
  const modules = new Map<string, string[]>();
  for (const [, variable, path] of text.matchAll(
    /^const (\w+) = require\("(@(?:aws-sdk|smithy)\/[^"]+)"\);$/gm,
  )) {
    const uses = [...text.matchAll(new RegExp(`\\b${variable}\\b(?:\\.(\\w+))?`, "g"))].slice(1);
    const names = uses.map(([, name]) => name);
    if (names.every((name) => name !== undefined)) modules.set(path!, [...new Set(names)] as string[]);
  }
  return modules;
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
