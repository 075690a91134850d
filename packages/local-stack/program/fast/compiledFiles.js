/**
 * What ts-node made of a program's files, on disk. An entry is used as long as all that it depends on is the same: the file, its
 * module kind, ts-node's options, the files that the configuration was read from, and the versions of ts-node, TypeScript and Node.js.
 *
 * JavaScript, since it must load before any TypeScript can.
 */
const { readFileSync } = require("node:fs");
const { basename, dirname, join } = require("node:path");
const { hash, read, write } = require("../fileCache.js");
const { nearestManifest } = require("./nearestManifest.js");

class CompiledFiles {
  /** By file: what was read or kept in this process. */
  outputs = new Map();
  #kinds = new Map();
  #cache;
  #settings;
  #path;
  #registration;

  /**
   * @param {string} cache Its folder.
   * @param {string[]} settings All that the outputs depend on, files apart.
   */
  constructor(cache, settings) {
    this.#cache = cache;
    this.#settings = hash(...settings);
    this.#path = join(cache, `${this.#settings}.json`);
    this.#registration = read(this.#path);
  }

  /** Whether the files that the configuration was read from are as they were. */
  get usable() {
    if (!this.#registration) return false;
    return Object.entries(this.#registration.reads).every(([path, digest]) => digestOf(path) === digest);
  }

  /** The extensions of files that ts-node compiles. */
  get extensions() {
    return this.#registration.extensions;
  }

  /**
   * @param {{ extensions: string[], reads: Record<string, string | null> }} registration With the files that the configuration was read
   * from, and their digests.
   */
  register(registration) {
    this.#registration = registration;
    write(this.#path, registration);
  }

  /** What ts-node made of a file; undefined if it is not known. */
  read(file) {
    const entry = read(this.#pathOf(file));
    if (entry?.key !== this.#keyOf(readFileSync(file, "utf8"))) return undefined;
    this.outputs.set(file, entry.output);
    return entry.output;
  }

  keep(file, code, output) {
    this.outputs.set(file, output);
    write(this.#pathOf(file), { key: this.#keyOf(code), output });
  }

  /** One entry per file: a newer one replaces the older. */
  #pathOf(file) {
    return join(
      this.#cache,
      `${basename(file)}-${hash(this.#settings, file, this.#kindOf(dirname(file)))}.json`,
    );
  }

  #keyOf(code) {
    return hash(JSON.stringify(this.#registration), code);
  }

  #kindOf(folder) {
    let kind = this.#kinds.get(folder);
    if (kind === undefined) {
      kind = nearestManifest(folder).type ?? "";
      this.#kinds.set(folder, kind);
    }
    return kind;
  }
}

/** Of a file's contents; null for what is no file. */
function digestOf(path) {
  try {
    return hash(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

exports.CompiledFiles = CompiledFiles;
exports.digestOf = digestOf;
