import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { unpackCode } from "../../../../../packages/local-cloud/services/lambda/code";
import { zipOf } from "./zipFile";

describe("Lambda: code", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "code-test-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const file = (path: string, text: string) => {
    const full = join(root, "source", path);
    mkdirSync(join(full, ".."), { recursive: true });
    writeFileSync(full, text);
    return full;
  };

  describe("of functions that are debugged", () => {
    /** The source map of a file that is unpacked, and its lines without it. */
    const unpacked = async (path: string, sourceMaps = true) => {
      const { directory } = await unpackCode([{ name: "index.js", file: path }], root, sourceMaps);
      const lines = readFileSync(join(directory, "index.js"), "utf8").trimEnd().split("\n");
      const [, base64] = /^\/\/# sourceMappingURL=data:.*;base64,(.*)$/.exec(lines.at(-1)!) ?? [];
      const map = base64 === undefined ? undefined : JSON.parse(Buffer.from(base64, "base64").toString());
      return { map, lines: lines.slice(0, -1) };
    };
    const url = (path: string) => pathToFileURL(join(root, "source", path)).href;
    const own = (map: object) =>
      `a;\n//# sourceMappingURL=data:application/json,${encodeURIComponent(JSON.stringify(map))}\n`;

    it("leads to the file itself, line by line", async () => {
      const { map, lines } = await unpacked(file("lib/a.js", "a;\nb;"));
      assert.deepEqual(lines, ["a;", "b;"]);
      assert.deepEqual([map.sources, map.mappings], [[url("lib/a.js")], "AAAA;AACA"]);
    });

    it("leads to the sources of its own map, wherever that is", async () => {
      const map = { version: 3, sources: ["../a b.ts", "/c.ts"], mappings: "AAAA" };
      file("lib/a.js.map", JSON.stringify(map));
      const beside = await unpacked(file("lib/a.js", "a;\n//# sourceMappingURL=a.js.map"));
      assert.deepEqual(beside.map, { ...map, sources: [url("a b.ts"), "file:///c.ts"] });
      assert.deepEqual(beside.lines, ["a;"]);
      const inline = await unpacked(file("lib/a.js", own({ ...map, sources: ["d.ts"], sourceRoot: "src" })));
      assert.deepEqual(inline.map.sources, [url("lib/src/d.ts")]);
      const absent = await unpacked(file("lib/b.js", "a;\n//# sourceMappingURL=b.js.map"));
      assert.deepEqual(absent.map.sources, [url("lib/b.js")]);
    });

    it("does not touch packages, nor functions that are not debugged", async () => {
      assert.equal((await unpacked(file("node_modules/p/a.js", "a;"))).map, undefined);
      assert.equal((await unpacked(file("lib/a.js", "a;"), false)).map, undefined);
    });

    it("names a file whose map is no JSON", async () => {
      const path = file("lib/a.js", "a;\n//# sourceMappingURL=data:application/json,{");
      await assert.rejects(unpacked(path), { message: new RegExp(`source map in ${path} is not JSON`) });
    });
  });

  it("unpacks strings, files and directories", async () => {
    const path = file("lib/a.js", "A");
    file("lib/sub/b.js", "B");
    const entries = [
      { name: "index.js", text: "I" },
      { name: "copy.js", file: path },
      { name: "lib", archive: join(root, "source", "lib") },
      { name: "nested/c.js", text: "C" },
    ];
    const { directory, size } = await unpackCode(entries, root);
    const read = (name: string) => readFileSync(join(directory, name), "utf8");
    assert.deepEqual(["index.js", "copy.js", "lib/a.js", "lib/sub/b.js", "nested/c.js"].map(read), [
      "I",
      "A",
      "A",
      "B",
      "C",
    ]);
    assert.equal(size, 5);
  });

  it("unpacks a zip file", async () => {
    const path = join(root, "code.zip");
    writeFileSync(path, zipOf({ "index.js": "stored", "lib/a.js": "deflated ".repeat(100) }));
    const { directory } = await unpackCode([{ name: "", archive: path }], root);
    assert.equal(readFileSync(join(directory, "index.js"), "utf8"), "stored");
    assert.equal(readFileSync(join(directory, "lib/a.js"), "utf8"), "deflated ".repeat(100));
  });

  it("has the same hash for the same code, and a different hash for different code", async () => {
    const hash = async (text: string) => (await unpackCode([{ name: "a.js", text }], root)).sha256;
    assert.equal(await hash("1"), await hash("1"));
    assert.notEqual(await hash("1"), await hash("2"));
  });

  for (const name of ["../out.js", "/out.js", "a/../../out.js", "..\\out.js", "C:\\out.js", ".."]) {
    it(`rejects the entry ${name}, and leaves nothing behind`, async () => {
      await assert.rejects(unpackCode([{ name, text: "" }], root), {
        code: "InvalidParameterValueException",
        message: /is outside the function's directory/,
      });
      assert.deepEqual(readdirSync(root), []);
    });
  }

  it("rejects a zip file's entry that is outside the directory", async () => {
    const path = join(root, "code.zip");
    writeFileSync(path, zipOf({ "../../out.js": "" }));
    await assert.rejects(unpackCode([{ name: "", archive: path }], root), /is outside/);
  });

  it("rejects a file that is not an archive", async () => {
    await assert.rejects(
      unpackCode([{ name: "", archive: file("a.txt", "") }], root),
      /neither a directory nor/,
    );
    const path = file("a.zip", "no zip");
    await assert.rejects(unpackCode([{ name: "", archive: path }], root), /Not a zip file/);
  });
});
