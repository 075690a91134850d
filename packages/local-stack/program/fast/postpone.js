/** What Pulumi's SDK loads at once and few programs use. JavaScript, since it must load before any TypeScript can. */
const { join } = require("node:path");
const { replaceTracing } = require("./tracing.js");
const { replaceTypeScript } = require("./typeScript.js");
const { v8Hooks } = require("./v8Hooks.js");

const CODE_PATHS = "runtime/closure/codePaths.js";
/** Packages, by the file of the SDK that requires them and only reads their exports. */
const ON_USE = {
  // The packages of a callback's archive; `read-package-tree` before 3.100.
  [CODE_PATHS]: ["@npmcli/arborist", "read-package-tree", "normalize-package-data"],
  // A package.yaml.
  "runtime/manifest.js": ["js-yaml"],
};
const AUTOMATION = "automation/index.js";

/**
 * Postpones it. To be called before anything of the SDK is loaded.
 *
 * @param {import("./placeholders.js").Placeholders} placeholders
 * @param {() => void} onLoaded Called when the SDK is loaded, before the program.
 */
exports.postpone = (placeholders, onLoaded) => {
  const lent = [];
  const onStart = () => {
    loadSdk(placeholders);
    for (const takeBack of lent) takeBack();
    onLoaded();
  };
  placeholders.replace("runtime/closure/v8Hooks.js", v8Hooks(onStart));
  lent.push(...replaceTracing(placeholders));
  replaceTypeScript(placeholders);
  for (const [file, names] of Object.entries(ON_USE)) {
    const text = placeholders.has(file) ? placeholders.text(file) : "";
    for (const name of names) {
      const path = text.includes(`require("${name}")`) && placeholders.resolve(name, file);
      if (path) lent.push(placeholders.lendOnUse(path));
    }
  }
  lent.push(placeholders.lend(join(placeholders.sdk, AUTOMATION), {}));
};

/** Loads the SDK, but its Automation API when it is read. */
function loadSdk(placeholders) {
  const pulumi = placeholders.load("index.js");
  const define = (property) =>
    Object.defineProperty(pulumi, "automation", { configurable: true, enumerable: true, ...property });
  define({
    get() {
      const value = placeholders.load(AUTOMATION);
      define({ value, writable: true });
      return value;
    },
  });
}
