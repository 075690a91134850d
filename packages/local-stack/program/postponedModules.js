/**
 * Loaded into a program's process before Pulumi: postpones what Pulumi's SDK loads at once and few programs use, a third of the time
 * of a small program's evaluation. `@npmcli/arborist` finds the packages of a callback's archive; the Automation API is for
 * programs that run other programs. Each is loaded when something of it is used.
 *
 * JavaScript, since it must load before any TypeScript can.
 */
const Module = require("node:module");
const { join, sep } = require("node:path");

/** By what is required: the file of the SDK that requires it, and only reads its exports after that. */
const POSTPONED = new Map([
  ["@npmcli/arborist", join("runtime", "closure", "codePaths.js")],
  ["./automation", "index.js"],
]);
const SDK = `${sep}@pulumi${sep}pulumi${sep}`;

const load = Module._load;
Module._load = function (request, parent, isMain) {
  const file = POSTPONED.get(request);
  const isPostponed = file !== undefined && parent?.filename?.endsWith(SDK + file);
  const now = () => load.call(this, request, parent, isMain);
  return isPostponed ? postponed(now) : now();
};

/**
 * The exports of a module that is not loaded yet, as TypeScript's `__importStar` takes them: it copies those of a module without
 * `__esModule`, for which it would have to be loaded.
 */
function postponed(now) {
  let loaded;
  const exports = () => (loaded ??= asEsModule(now()));
  return new Proxy(
    {},
    {
      get: (_target, key) => (key === "__esModule" ? true : Reflect.get(exports(), key)),
      has: (_target, key) => Reflect.has(exports(), key),
      ownKeys: () => Reflect.ownKeys(exports()),
      getOwnPropertyDescriptor(_target, key) {
        const descriptor = Reflect.getOwnPropertyDescriptor(exports(), key);
        // A proxy may only say so of what its target has not.
        return descriptor && { ...descriptor, configurable: true };
      },
    },
  );
}

const asEsModule = (exports) =>
  exports.__esModule ? exports : Object.assign(Object.create(null), exports, { default: exports });
