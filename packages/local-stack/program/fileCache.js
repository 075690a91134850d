/**
 * A cache of small JSON entries, a file each, shared by processes. JavaScript, since it is loaded before any TypeScript can be.
 */
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { dirname } = require("node:path");

/** A digest of texts, in their order. */
exports.hash = (...texts) => {
  const digest = createHash("sha256");
  for (const text of texts) digest.update(text).update("\0");
  return digest.digest("hex").slice(0, 32);
};

/** An entry that cannot be read counts as missing. */
exports.read = (path) => {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
};

/** Atomic, since several processes share the cache. A folder that is not writable means no cache. */
exports.write = (path, entry) => {
  const temporary = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, JSON.stringify(entry));
    renameSync(temporary, path);
  } catch (error) {
    if (!["EACCES", "EPERM", "EROFS"].includes(error.code)) throw error;
  }
};
