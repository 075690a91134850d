import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

const ROOT = path.join(__dirname, "../..");

const readJson = (file: string) => JSON.parse(readFileSync(path.join(ROOT, file), "utf8"));

interface Locked {
  name?: string;
  hasInstallScript?: boolean;
}

/** The first version of npm that reads `strict-allow-scripts`. */
const ENFORCING = [11, 19];

describe("install scripts of packages", function () {
  this.timeout(60_000);

  it("are allowed or denied, each by its package's name", () => {
    const { packages } = readJson("package-lock.json") as { packages: Record<string, Locked> };
    const installing = Object.entries(packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      // An alias has the package's own name beside it.
      .map(([place, { name }]) => name ?? place.split("node_modules/").at(-1)!);
    const { allowScripts } = readJson("package.json") as { allowScripts: Record<string, boolean> };
    assert.deepEqual(Object.keys(allowScripts).sort(), [...new Set(installing)].sort());
    assert.deepEqual(
      Object.keys(allowScripts).filter((name) => allowScripts[name]),
      ["node", "esbuild"],
    );
  });

  it("are refused where they are neither", function () {
    // Under `npm test`, npm hands on what this repository's .npmrc says.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
    const npm = (args: string[], cwd: string) =>
      spawnSync("npm", args, { cwd, env, encoding: "utf8", shell: process.platform === "win32" });
    const [major = 0, minor = 0] = npm(["--version"], ROOT).stdout.split(".").map(Number);
    if (major < ENFORCING[0]! || (major === ENFORCING[0] && minor < ENFORCING[1]!)) this.skip();
    const folder = mkdtempSync(path.join(tmpdir(), "install-scripts-"));
    try {
      const [planted, program] = ["planted", "program"].map((name) => path.join(folder, name)) as [
        string,
        string,
      ];
      const ran = path.join(folder, "ran");
      for (const each of [planted, program]) mkdirSync(each);
      const postinstall = `node -e "require('node:fs').writeFileSync('${ran.replaceAll("\\", "/")}', '')"`;
      writeFileSync(
        path.join(planted, "package.json"),
        JSON.stringify({ name: "planted", version: "1.0.0", scripts: { postinstall } }),
      );
      assert.equal(npm(["pack", "--pack-destination", program], planted).status, 0);
      const [archive] = readdirSync(program);
      writeFileSync(
        path.join(program, "package.json"),
        JSON.stringify({ name: "program", version: "1.0.0", dependencies: { planted: `file:${archive}` } }),
      );
      const install = () => npm(["install", "--offline", "--no-audit", "--no-fund"], program);
      copyFileSync(path.join(ROOT, ".npmrc"), path.join(program, ".npmrc"));
      const refused = install();
      assert.notEqual(refused.status, 0);
      assert.match(refused.stderr, /install scripts not covered by allowScripts:.*planted@1\.0\.0/s);
      assert.equal(existsSync(ran), false);
      // Later versions may refuse by default.
      if (major > ENFORCING[0]!) return;
      rmSync(path.join(program, ".npmrc"));
      assert.equal(install().status, 0);
      assert.equal(existsSync(ran), true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
