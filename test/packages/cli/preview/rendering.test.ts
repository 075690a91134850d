import assert from "node:assert/strict";
import type { Block, PreviewDocument } from "../../../../packages/cli/preview/document";
import { renderMarkdown } from "../../../../packages/cli/preview/markdown";
import { renderText } from "../../../../packages/cli/preview/text";

const document = (...blocks: Block[]): PreviewDocument => ({
  title: "Preview of stack test",
  sections: [{ title: "Part", blocks }],
});

describe("preview: rendering", () => {
  const all = document(
    { kind: "paragraph", text: "two resources" },
    { kind: "list", items: ["one", "two | three"] },
    { kind: "list", items: [] },
    {
      kind: "table",
      columns: [{ title: "type" }, { title: "count", align: "right" }],
      rows: [["a|b", "2"]],
    },
    { kind: "lines", language: "diff", lines: ["+ added", "- <removed>"] },
    {
      kind: "details",
      title: "more <of> *it*",
      blocks: [{ kind: "diagram", source: "stateDiagram-v2\n  a" }],
    },
  );

  it("writes Markdown", () => {
    assert.deepEqual(renderMarkdown(all).split("\n"), [
      "## Preview of stack test",
      "",
      "### Part",
      "",
      "two resources",
      "",
      "- one",
      "- two \\| three",
      "",
      "| type | count |",
      "| --- | ---: |",
      "| a\\|b | 2 |",
      "",
      "```diff",
      "+ added",
      "- <removed>",
      "```",
      "",
      "<details><summary>more &lt;of&gt; *it*</summary>",
      "",
      "```mermaid",
      "stateDiagram-v2",
      "  a",
      "```",
      "",
      "</details>",
      "",
    ]);
  });

  it("writes plain text, without drawings", () => {
    assert.deepEqual(renderText(all).split("\n"), [
      "Preview of stack test",
      "",
      "Part",
      "====",
      "",
      "two resources",
      "",
      "- one",
      "- two | three",
      "",
      "type  count",
      "----  -----",
      "a|b       2",
      "",
      "+ added",
      "- <removed>",
    ]);
  });
});

describe("preview: shortening", () => {
  const lines = (count: number, text: string): Block => ({
    kind: "lines",
    language: "text",
    lines: Array.from({ length: count }, (_, index) => `${text} ${index}`),
  });

  it("leaves a report alone that is short enough", () => {
    const rendered = renderMarkdown(document(lines(100, "line")));
    assert.doesNotMatch(rendered, /left out/);
  });

  it("shortens the longest part, and says by how much", () => {
    const rendered = renderMarkdown(document(lines(3, "short"), lines(20_000, "long")), 10_000);
    assert.ok(rendered.length <= 10_000 && rendered.length > 9_000, String(rendered.length));
    assert.match(rendered, /short 2\n/, "the short part is whole");
    const [, missing] = /… (\d+) of 20000 lines are left out here/.exec(rendered)!;
    assert.ok(rendered.includes(`long ${20_000 - Number(missing) - 1}\n`));
    assert.ok(!rendered.includes(`long ${20_000 - Number(missing)}\n`));
    assert.equal(rendered.match(/^```/gm)?.length, 4, "fences are closed");
  });

  it("shortens lists, tables and drawings in details too, and closes all of them", () => {
    const many = Array.from({ length: 500 }, (_, index) => `item ${index} @somebody`);
    const rendered = renderMarkdown(
      document(
        { kind: "details", title: "list", blocks: [{ kind: "list", items: many }] },
        {
          kind: "details",
          title: "table",
          blocks: [
            {
              kind: "table",
              columns: [{ title: "a" }, { title: "b" }],
              rows: many.map((each) => [each, each]),
            },
          ],
        },
        { kind: "details", title: "drawing", blocks: [{ kind: "diagram", source: "x".repeat(9_000) }] },
      ),
      4_000,
    );
    assert.ok(rendered.length <= 4_000);
    for (const what of [/of 500 items are left out/, /of 500 rows are left out/, /drawing is too long/]) {
      assert.match(rendered, what);
    }
    assert.equal(rendered.match(/<details>/g)?.length, 3);
    assert.equal(rendered.match(/<\/details>/g)?.length, 3);
  });

  it("leaves sections out if nothing else helps", () => {
    const blocks = Array.from(
      { length: 500 },
      (): Block => ({ kind: "paragraph", text: "words ".repeat(20) }),
    );
    const rendered = renderMarkdown(document(...blocks), 2_000);
    assert.equal(rendered, "## Preview of stack test\n\n### Part\n\nToo long to be shown here.\n");
  });
});
