import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { page } from "./pages";

const ROOT = path.join(__dirname, "../..");
const TEXT = page("threats");

/** The anchor that a heading has on GitHub. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replace(/ /g, "-");

describe("docs: the threat model", () => {
  it("names tests that there are", () => {
    const named = [...TEXT.matchAll(/`(test\/[^`]+)`/g)].map((match) => match[1]!);
    const files = named.filter((each) => each.endsWith(".test.ts"));
    assert.ok(files.length > 30);
    assert.deepEqual(
      named.filter((each) => !existsSync(path.join(ROOT, each))),
      [],
    );
  });

  it("names every test that attacks the program", () => {
    const attacks = readdirSync(path.join(ROOT, "test/security")).filter((file) => file.endsWith(".test.ts"));
    assert.ok(attacks.length > 5);
    assert.deepEqual(
      attacks.filter((file) => !TEXT.includes(`\`test/security/${file}\``)),
      [],
    );
  });

  it("says for each threat what shows the defense, or that there is none", () => {
    const rows = TEXT.split("\n").filter((line) => /^\|[^|]*\| [STRIDE](?:, [STRIDE])* /.test(line));
    assert.ok(rows.length > 30);
    for (const row of rows) assert.match(row, /`test\/[^`]+`|not defended/);
  });

  it("links to what there is", () => {
    for (const [, link] of TEXT.matchAll(/\]\(([^)]+)\)/g)) {
      const [file, anchor] = link!.split("#");
      const target = path.join(ROOT, "docs", file || "threats.md");
      assert.ok(existsSync(target), link);
      if (!anchor) continue;
      const headings = [...readFileSync(target, "utf8").matchAll(/^#+ (.+)$/gm)].map((match) =>
        anchorOf(match[1]!),
      );
      assert.ok(headings.includes(anchor), link);
    }
  });
});
