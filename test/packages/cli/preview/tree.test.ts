import assert from "node:assert/strict";
import type { SavedResource } from "../../../../packages/cli/preview/snapshot";
import { treeSection } from "../../../../packages/cli/preview/tree";
import { saved, snapshot } from "./saved";

const component = (type: string, name: string, parent?: SavedResource) =>
  saved(type, name, { custom: false, ...(parent && { parent: parent.urn }) });
const child = (type: string, name: string, parent: SavedResource, more: Partial<SavedResource> = {}) =>
  saved(type, name, { parent: parent.urn, ...more });

describe("preview: the tree", () => {
  const stack = component("pulumi:pulumi:Stack", "program-test");
  const shop = component("my:index:Shop", "shop", stack);
  const functions = ["a", "b", "c"].map((name) => component("my:index:Fn", name, shop));
  const role = child("aws:iam/role:Role", "role", functions[0]!);

  const linesOf = (...resources: SavedResource[]) => {
    const [, lines] = treeSection(snapshot(...resources)).blocks;
    assert.equal(lines?.kind, "lines");
    return lines.lines;
  };

  it("shows components with what each holds; those that hold the same are one line", () => {
    const lines = linesOf(
      stack,
      shop,
      ...functions,
      role,
      child("aws:iam/rolePolicy:RolePolicy", "of-role", role),
      ...functions.slice(1).map((fn) => child("aws:lambda/function:Function", fn.name, fn)),
      child("aws:dynamodb/table:Table", "table", shop),
      child("aws:sns/topic:Topic", "loose", stack),
    );
    assert.deepEqual(lines, [
      "Type                 Name          Holds",
      "pulumi:pulumi:Stack  program-test  1 topic",
      "└─ my:index:Shop     shop          1 table",
      "   ├─ my:index:Fn    a             1 role, 1 role policy",
      "   └─ my:index:Fn    b and 1 more  1 function each",
    ]);
  });

  it("counts resources, components, types and what is protected", () => {
    const { blocks } = treeSection(snapshot(stack, shop, child("a:b:C", "c", shop, { protect: true })));
    assert.deepEqual(blocks[0], {
      kind: "paragraph",
      text: "1 resources in 1 components, 1 of them protected.",
    });
    assert.deepEqual(blocks[2], {
      kind: "details",
      title: "1 types of resources",
      blocks: [
        {
          kind: "table",
          columns: [{ title: "type" }, { title: "count", align: "right" }],
          rows: [["a:b:C", "1"]],
        },
      ],
    });
  });

  it("puts what has an unknown parent under the stack, and does without a stack", () => {
    assert.deepEqual(linesOf(saved("a:b:C", "c", { parent: "urn:gone" })), [
      "Type                 Name          Holds",
      "pulumi:pulumi:Stack  program-test  1 c",
    ]);
  });
});
