/**
 * Exports that take the place of a module's in Node's cache of modules, so that requiring it does not load it. No function is wrapped,
 * so that stack traces have no more frames than before.
 *
 * JavaScript, since it must load before any TypeScript can.
 */
const { existsSync, readFileSync } = require("node:fs");
const Module = require("node:module");
const { join, resolve } = require("node:path");

/** Pulumi's SDK looks other than this package knows it. */
class UnexpectedSdk extends Error {}

class Placeholders {
  /** The modules in the cache, by path. */
  #modules = new Map();

  /** @param {string} sdk The folder of `@pulumi/pulumi`, without symbolic links. */
  constructor(sdk) {
    this.sdk = sdk;
  }

  has(file) {
    return existsSync(join(this.sdk, file));
  }

  /** Loads a file of the SDK. */
  load(file) {
    return require(join(this.sdk, file));
  }

  text(file) {
    this.expect(this.has(file), `it has no ${file}`);
    return readFileSync(join(this.sdk, file), "utf8");
  }

  /** The path of what a file requires, of the SDK unless its path is absolute; undefined if it is not installed. */
  resolve(request, file) {
    try {
      return Module.createRequire(resolve(this.sdk, file)).resolve(request);
    } catch (error) {
      if (error.code !== "MODULE_NOT_FOUND") throw error;
      return undefined;
    }
  }

  /** @throws {UnexpectedSdk} unless a condition is true. */
  expect(condition, otherwise) {
    if (!condition) throw new UnexpectedSdk(`@pulumi/pulumi looks other than expected (${otherwise})`);
  }

  /**
   * Replaces a file of the SDK.
   *
   * @param {object} exports All that the file exports.
   */
  replace(file, exports) {
    const actual = [...this.text(file).matchAll(/^exports\.(\w+) = /gm)].map(([, name]) => name).sort();
    const expected = Object.keys(exports).sort();
    this.expect(
      String(actual) === String(expected),
      `${file} exports ${actual.join(", ")} rather than ${expected.join(", ")}`,
    );
    this.lend(join(this.sdk, file), { ...exports, __esModule: true });
  }

  /**
   * Puts exports in the place of a module.
   *
   * @returns {() => void} Takes them back: who loads the module from then on gets its own exports.
   */
  lend(path, exports) {
    const module = new Module(path);
    Object.assign(module, { filename: path, loaded: true, exports });
    require.cache[path] = module;
    this.#modules.set(path, module);
    return () => this.#remove(path);
  }

  /**
   * Puts exports in the place of a module whose exports are only read: it is loaded with the first of them that is.
   *
   * @param {object} [known] Exports that need no loading.
   * @returns {() => void} As {@link lend}.
   */
  lendOnUse(path, known = {}) {
    let loaded;
    const actual = () => {
      if (loaded === undefined) {
        this.#remove(path);
        loaded = require(path);
      }
      return loaded;
    };
    const get = (_target, key) => {
      if (key === "__esModule") return true;
      if (loaded === undefined && Object.hasOwn(known, key)) return known[key];
      // `default` is what TypeScript's `__importDefault` adds to a module without `__esModule`.
      return key === "default" && !actual().__esModule ? actual() : actual()[key];
    };
    return this.lend(path, new Proxy({}, { get }));
  }

  removeAll() {
    for (const path of [...this.#modules.keys()]) this.#remove(path);
  }

  #remove(path) {
    if (require.cache[path] === this.#modules.get(path)) delete require.cache[path];
    this.#modules.delete(path);
  }
}

exports.Placeholders = Placeholders;
exports.UnexpectedSdk = UnexpectedSdk;
