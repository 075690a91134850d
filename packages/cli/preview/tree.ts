import { type Block, paragraph, type Section } from "./document";
import { Kinds } from "./kinds";
import type { SavedResource, Snapshot } from "./snapshot";

const STACK = "pulumi:pulumi:Stack";

/** A component, or several of one type under one parent that hold the same. */
export interface TreeNode {
  type: string;
  names: string[];
  /** The types of the resources in it that are not components, except for those in its child components. */
  holds: string[];
  children: TreeNode[];
}

/** The components of a program as a tree from its stack; what has an unknown parent is under the stack. */
export function componentTree({ project, stack, resources }: Snapshot): TreeNode {
  const root = resources.find(({ type }) => type === STACK);
  const nodes = new Map<string, TreeNode>();
  const top: TreeNode = {
    type: STACK,
    names: [root?.name ?? `${project}-${stack}`],
    holds: [],
    children: [],
  };
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  for (const { urn, type, name, custom } of resources) {
    if (!custom && type !== STACK) nodes.set(urn, { type, names: [name], holds: [], children: [] });
  }
  for (const resource of resources) {
    if (resource.type === STACK) continue;
    const holder = holderOf(resource, byUrn, nodes) ?? top;
    const own = nodes.get(resource.urn);
    if (own) holder.children.push(own);
    else holder.holds.push(resource.type);
  }
  return collapsed(top);
}

/** The closest component above a resource. */
function holderOf(
  { parent }: SavedResource,
  byUrn: Map<string, SavedResource>,
  nodes: Map<string, TreeNode>,
): TreeNode | undefined {
  for (let urn = parent; urn !== undefined; urn = byUrn.get(urn)?.parent) {
    const node = nodes.get(urn);
    if (node) return node;
  }
  return undefined;
}

/** Groups children that differ only by name. */
function collapsed(node: TreeNode): TreeNode {
  const groups = new Map<string, TreeNode>();
  for (const child of node.children.map(collapsed)) {
    const key = JSON.stringify([child.type, [...child.holds].sort(), child.children.map(({ type }) => type)]);
    const group = child.children.length === 0 ? groups.get(key) : undefined;
    if (group) group.names.push(...child.names);
    else groups.set(child.children.length === 0 ? key : `${key}${child.names.join()}`, child);
  }
  const children = [...groups.values()].sort((a, b) => {
    const [x, y] = [a, b].map(({ type, names }) => `${type} ${names[0]}`) as [string, string];
    return x < y ? -1 : 1;
  });
  return { ...node, children };
}

/** What the program is made of: a tree of its components with what each holds, and how many there are of each type. */
export function treeSection(snapshot: Snapshot): Section {
  const resources = snapshot.resources.filter(({ type }) => type !== STACK);
  const custom = resources.filter((resource) => resource.custom);
  const kinds = new Kinds(custom.map(({ type }) => type));
  const rows = treeRows(componentTree(snapshot), kinds);
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  const [types, names] = [width(0), width(1)];
  const lines = [["Type", "Name", "Holds"] as const, ...rows].map(([type, name, holds]) =>
    `${type.padEnd(types)}  ${name.padEnd(names)}  ${holds}`.trimEnd(),
  );
  const isProtected = custom.filter(({ protect }) => protect).length;
  return {
    title: "Resources",
    blocks: [
      paragraph(
        `${custom.length} resources in ${resources.length - custom.length} components` +
          `${isProtected > 0 ? `, ${isProtected} of them protected` : ""}.`,
      ),
      { kind: "lines", language: "text", lines },
      totals(custom),
    ],
  };
}

type TreeRow = [type: string, name: string, holds: string];

function treeRows(node: TreeNode, kinds: Kinds, lead = "", branch = ""): TreeRow[] {
  const [first = "", ...others] = node.names;
  const isOne = others.length === 0;
  const holds = node.holds.length > 0 ? kinds.counts(node.holds) + (isOne ? "" : " each") : "";
  const children = node.children.flatMap((child, index) => {
    const isLast = index === node.children.length - 1;
    return treeRows(child, kinds, `${lead}${isLast ? "   " : "│  "}`, `${lead}${isLast ? "└─ " : "├─ "}`);
  });
  return [
    [`${branch}${node.type}`, isOne ? first : `${first} and ${others.length} more`, holds],
    ...children,
  ];
}

function totals(custom: SavedResource[]): Block {
  const counts = new Map<string, number>();
  for (const { type } of custom) counts.set(type, (counts.get(type) ?? 0) + 1);
  const rows = [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([type, count]) => [type, String(count)]);
  return {
    kind: "details",
    title: `${counts.size} types of resources`,
    blocks: [{ kind: "table", columns: [{ title: "type" }, { title: "count", align: "right" }], rows }],
  };
}
