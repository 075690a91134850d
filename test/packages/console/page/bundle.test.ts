import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { build } from "esbuild";
import { assets } from "../../../../packages/console/server/assets";

const ROOT = path.join(__dirname, "../../../..");
const PAGE = path.join(ROOT, "packages/console/page");

describe("the console's page", function () {
  this.timeout(30_000);

  it("is bundled from its own modules, the shapes of drawings and Preact alone", async () => {
    const { metafile } = await build({
      entryPoints: [path.join(PAGE, "main.tsx")],
      absWorkingDir: ROOT,
      bundle: true,
      write: false,
      format: "esm",
      jsx: "automatic",
      jsxImportSource: "preact",
      metafile: true,
      tsconfigRaw: "{}",
      logLevel: "silent",
    });
    const allowed =
      /^(packages\/console\/page\/|packages\/diagram\/(shapes|sizes|text)\.ts$|node_modules\/preact\/)/;
    assert.deepEqual(
      Object.keys(metafile.inputs).filter((input) => !allowed.test(input)),
      [],
    );
  });

  it("is small, and asks for nothing from elsewhere", async () => {
    const { script, style } = await assets();
    assert.ok(script.length < 120_000, `${script.length} characters`);
    assert.doesNotMatch(style, /url\(|@import/);
    const addresses = [...script.matchAll(/https?:\/\/[^"'`\s]+/g)].map(([address]) => address);
    assert.deepEqual(
      addresses.filter((address) => !address.startsWith("http://www.w3.org/")),
      [],
      "only the names of namespaces",
    );
  });

  it("renders what it is given as text: nothing in it parses HTML or runs code from a text", () => {
    const parsing =
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|srcdoc|createContextualFragment|\beval\(|new Function|javascript:|setAttribute\("style/i;
    const files = globSync("**/*.{ts,tsx}", { cwd: PAGE });
    assert.ok(files.length > 40);
    for (const file of files) assert.doesNotMatch(readFileSync(path.join(PAGE, file), "utf8"), parsing, file);
  });
});
