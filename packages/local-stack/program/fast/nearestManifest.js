/** JavaScript, since it must load before any TypeScript can. */
const { existsSync, readFileSync } = require("node:fs");
const { dirname, join } = require("node:path");

/** The contents of the package.json that a file or folder belongs to, as Node.js finds it; empty if there is none. */
exports.nearestManifest = (path) => {
  for (let folder = path; ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, "utf8"));
    if (folder === dirname(folder)) return {};
  }
};
