import assert from "node:assert/strict";
import { escapeMarkdown, fenced, printable } from "../../../../packages/cli/preview/escape";

describe("preview: escaping", () => {
  const cases: [text: string, escaped: string][] = [
    ["orders-put-item", "orders-put-item"],
    ["a | b", "a \\| b"],
    ["*x* _y_ `z` [l](u)", "\\*x\\* \\_y\\_ \\`z\\` \\[l\\](u)"],
    ["<img src=x>", "&lt;img src=x&gt;"],
    ["a & b", "a &amp; b"],
    ["ask @octocat", "ask @<!-- -->octocat"],
    ["fixes #12", "fixes #<!-- -->12"],
    ["see https://example.com", "see https<!-- -->://example.com"],
    ["www.example.com", "www<!-- -->.example.com"],
    ["two\nlines", "two lines"],
    ["# heading", "\\# heading"],
    ["- item", "\\- item"],
    ["1. item", "1\\. item"],
    ["bell\u0007 and \u202eturned", "bell� and �turned"],
  ];
  for (const [text, escaped] of cases) {
    it(`writes ${JSON.stringify(text)} so that it is only text`, () => {
      assert.equal(escapeMarkdown(text), escaped);
    });
  }

  it("makes a fence that no line closes", () => {
    assert.equal(fenced("text", ["```", "````x"]), "`````text\n```\n````x\n`````");
    assert.equal(fenced("diff", ["+ a\rb"]), "```diff\n+ a�b\n```");
  });

  it("removes a terminal's control sequences", () => {
    assert.equal(printable("\u001b[31mred"), "�[31mred");
  });
});
