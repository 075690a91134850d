/**
 * Makes the two packages of this repository: `node packaging/pack.mjs`.
 *
 * - `sfn-workflows`: the components, the typed states and the client, for programs that deploy them.
 * - `sfn-workflows-local`: the local run, a development dependency. A program that only deploys installs nothing of it.
 *
 * Each is staged in `dist/pack/NAME`, with a package.json that has no scripts, so that npm has none to warn of, and packed
 * into `NAME-VERSION.tgz` in the current folder. `--stage` stages only.
 */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const STAGE = path.join(ROOT, "dist/pack");
const root = JSON.parse(fs.readFileSync(path.join(ROOT, "package.json"), "utf8"));
/** They run this repository's TypeScript; a program's is Pulumi's own business. */
const OF_THIS_REPOSITORY = ["local-stack/register.js", "local-stack/program/transpileCache.js"].map((file) =>
  path.normalize(file),
);
/** The console bundles its page when a browser asks for it: it needs the sources. */
const PAGE = path.normalize("console/page");
/** Only `sfn-workflows/audit-trail` needs it. Where it is installed, Pulumi's command line asks for its plugins and those of Docker. */
const OF_AUDIT_TRAIL = "@pulumi/awsx";
/** What both packages say of themselves. */
const COMMON = { version: root.version, private: true, license: root.license };

function main(args) {
  const unknown = args.filter((arg) => arg !== "--stage");
  if (unknown.length > 0) {
    process.stderr.write(`error: ${unknown.join(" ")} is not allowed; allowed: --stage\n`);
    process.exitCode = 2;
    return;
  }
  npm("run", "-s", "build");
  stageComponents();
  stageLocalRun();
  if (args.includes("--stage")) return;
  for (const name of fs.readdirSync(STAGE)) {
    const folder = path.relative(ROOT, path.join(STAGE, name));
    process.stdout.write(npm("pack", "--ignore-scripts", "--loglevel=error", `./${folder}`));
  }
}

/** What `files` of package.json names: the sources, for "go to definition", and what is compiled of them. */
function stageComponents() {
  const [{ files }] = JSON.parse(npm("pack", "--dry-run", "--json", "--ignore-scripts"));
  const stage = path.join(STAGE, root.name);
  for (const { path: file } of files) copy(file, path.join(stage, file));
  const {
    name,
    description,
    main,
    types,
    exports,
    typesVersions,
    bin,
    engines,
    dependencies: { [OF_AUDIT_TRAIL]: ofAuditTrail, ...dependencies },
    peerDependencies,
  } = root;
  const manifest = {
    name,
    description,
    main,
    types,
    exports,
    typesVersions,
    bin,
    engines,
    dependencies,
    peerDependencies: { ...peerDependencies, [OF_AUDIT_TRAIL]: ofAuditTrail },
    peerDependenciesMeta: { [OF_AUDIT_TRAIL]: { optional: true } },
  };
  writeManifest(stage, manifest);
}

/** The packages of the local run with the command line, compiled. */
function stageLocalRun() {
  const name = `${root.name}-local`;
  const stage = path.join(STAGE, name);
  const compiled = path.join(stage, "dist");
  node(path.join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.local.json", "--outDir", compiled);
  for (const file of fs.readdirSync(path.join(ROOT, "packages"), { recursive: true })) {
    // Python, JavaScript and declarations that are written by hand are not compiled.
    const isPage = path.dirname(file).startsWith(PAGE) && /\.(tsx?|css)$/.test(file);
    if (isPage || (/(?<!\.d)\.(js|d\.ts|py)$/.test(file) && !OF_THIS_REPOSITORY.includes(file)))
      copy(path.join("packages", file), path.join(compiled, "packages", file));
  }
  copy("LICENSE", path.join(stage, "LICENSE"));
  copy("packaging/local.md", path.join(stage, "README.md"));
  writeManifest(stage, {
    name,
    description: "Runs and tests the Step Functions workflows of a Pulumi program on one machine.",
    main: "dist/packages/local-stack/index.js",
    types: "dist/packages/local-stack/index.d.ts",
    exports: {
      ".": {
        types: "./dist/packages/local-stack/index.d.ts",
        default: "./dist/packages/local-stack/index.js",
      },
      "./testing": {
        types: "./dist/packages/local-stack/testing/index.d.ts",
        default: "./dist/packages/local-stack/testing/index.js",
      },
      "./package.json": "./package.json",
    },
    bin: { workflows: "dist/packages/cli/workflows.js" },
    typesVersions: { "*": { testing: ["dist/packages/local-stack/testing/index.d.ts"] } },
    engines: { node: ">=22" },
    ...dependenciesOf(compiled),
  });
}

/**
 * The packages that compiled files import, in the versions of the root's package.json. Pulumi's are as for the components, but
 * the local run's own, since a program may have an older one.
 */
function dependenciesOf(folder) {
  const known = { ...root.devDependencies, ...root.dependencies, ...root.peerDependencies };
  const dependencies = {};
  for (const name of importedBy(folder)) {
    const version = known[name];
    if (!version)
      throw new Error(`${path.relative(ROOT, folder)} imports ${name}, which package.json does not have`);
    dependencies[name] = version;
  }
  return { dependencies };
}

function importedBy(folder) {
  const names = new Set();
  for (const file of fs.readdirSync(folder, { recursive: true })) {
    if (!/\.(js|mjs|tsx|d\.ts|d\.mts)$/.test(file)) continue;
    const text = fs.readFileSync(path.join(folder, file), "utf8");
    for (const [, name] of text.matchAll(
      /\b(?:from|import\(|require\()\s*"((?:@[\w.-]+\/)?[\w.-]+)(?:\/[^"]*)?"/g,
    )) {
      if (!name.startsWith(".") && !text.includes(`declare module "${name}"`)) names.add(name);
    }
  }
  return [...names].filter((name) => !isBuiltin(name)).sort();
}

const isBuiltin = (name) => name.startsWith("node:") || name === "node";

function writeManifest(stage, manifest) {
  const text = JSON.stringify({ name: manifest.name, ...COMMON, ...manifest }, null, 2);
  fs.writeFileSync(path.join(stage, "package.json"), `${text}\n`);
}

function copy(file, to) {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  fs.copyFileSync(path.join(ROOT, file), to);
}

const node = (...args) =>
  execFileSync(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });

/** The npm that runs this script, else the one on the path; gives what it prints. */
function npm(...args) {
  const { npm_execpath: script } = process.env;
  const options = { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 2 ** 26 };
  if (script?.endsWith("npm-cli.js")) return execFileSync(process.execPath, [script, ...args], options);
  return execFileSync("npm", args, { ...options, shell: process.platform === "win32" });
}

main(process.argv.slice(2));
