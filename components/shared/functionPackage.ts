import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Bundle } from "./bundleCache";
import { bundle, NESTED } from "./bundler";

/** Where the exported handler is: `index.js`, `exports.handler`. */
export const HANDLER = "index.handler";

/** A function to deploy: the handler itself, or a factory that runs once per container and returns it. */
export interface Callback {
  fn: (...args: never[]) => unknown;
  isFactory: boolean;
}

/**
 * Packages an inline callback for Lambda: Pulumi serializes it with everything it captures, and what it `require`s is bundled
 * with it, so that the archive contains what the function needs, and the SDK in the version of the lockfile.
 *
 * A serialized closure `require`s the SDK as a whole, and its `with` statements keep it from being an ES module, so that a
 * bundler must keep all of it. Therefore what the closure uses of the SDK is in a file of its own, `sdk.js`, made from an ES
 * module that names just that.
 *
 * @throws pulumi.ResourceError if the callback captures what cannot be serialized, a secret, or a module that is not installed.
 */
export async function packCallback(
  name: string,
  callback: Callback,
  resource: pulumi.Resource,
): Promise<pulumi.asset.Archive> {
  takeHandlersByValue();
  try {
    const { text } = await pulumi.runtime.serializeFunction(callback.fn, {
      isFactoryFunction: callback.isFactory,
      logResource: resource,
    });
    const sdk = sdkMembers(text);
    const external = new Map(
      [...sdk.keys()].map((path, index) => [path, `require("./${SDK_FILE}").m${index}`]),
    );
    const [index, used] = await Promise.all([
      bundle({ contents: text, external }),
      sdk.size > 0 ? bundleSdk(sdk) : undefined,
    ]);
    return new pulumi.asset.AssetArchive({
      "index.js": assetOf(index),
      ...(used && { [SDK_FILE]: assetOf(used) }),
    });
  } catch (error) {
    throw new pulumi.ResourceError(
      `function '${name}' cannot be packaged: ${(error as Error).message}`,
      resource,
    );
  }
}

/** The file, if there is one, so that half a megabyte of SDK is not sent through Pulumi for every function. */
const assetOf = (bundle: Bundle): pulumi.asset.Asset =>
  "file" in bundle ? new pulumi.asset.FileAsset(bundle.file) : new pulumi.asset.StringAsset(bundle.text);

const SDK_FILE = "sdk.js";

const HANDLERS = path.join(__dirname, "../../handlers") + path.sep;

/**
 * Marks this package's handlers as Pulumi wants it of modules that are to be serialized with what captures them. Those of a
 * program are, anyway; one below `node_modules` would be `require`d by its name, and its part of the SDK be bundled whole.
 */
function takeHandlersByValue(): void {
  for (const [file, module] of Object.entries(require.cache)) {
    if (file.startsWith(HANDLERS)) module!.exports.deploymentOnlyModule = true;
  }
}

const SDK_MODULE = new RegExp(`^const (\\w+) = require\\("((?:${NESTED})?@aws-sdk/[^"]+)"\\);$`, "gm");

/** The SDK modules of which the text uses nothing but named members: the path it requires → the names. */
function sdkMembers(text: string): Map<string, string[]> {
  const modules = new Map<string, string[]>();
  for (const [, variable, path] of text.matchAll(SDK_MODULE)) {
    const uses = [...text.matchAll(new RegExp(`\\b${variable}\\b(?:\\.(\\w+))?`, "g"))].slice(1);
    const names = uses.map(([, name]) => name);
    if (names.every((name) => name !== undefined)) {
      modules.set(path!, [...new Set(names)].sort() as string[]);
    }
  }
  return modules;
}

/** Many functions use the same of the SDK: each selection is bundled once. */
const sdkBundles = new Map<string, Promise<Bundle>>();

/** A file that exports one object a module, `m0`, `m1`, …, with just the members in use. */
function bundleSdk(sdk: Map<string, string[]>): Promise<Bundle> {
  const lines = [...sdk].flatMap(([path, names], index) => {
    const locals = names.map((name) => `${name} as m${index}_${name}`).join(", ");
    const members = names.map((name) => `${name}: m${index}_${name}`).join(", ");
    // Pulumi names the CommonJS entry; the package's name leads to its ES modules.
    const module = path.replace(/\/dist-cjs\/index\.js$/, "");
    return [`import { ${locals} } from "${module}";`, `export const m${index} = { ${members} };`];
  });
  const contents = lines.join("\n");
  const made = sdkBundles.get(contents) ?? bundle({ contents, external: new Map() });
  sdkBundles.set(contents, made);
  return made;
}
