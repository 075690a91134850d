import { isContainer } from "./json";

/** A JSON value as the rows of a foldable tree, optionally beside an earlier value that it is compared with. */

export type Change = "added" | "removed" | "changed";

export interface TreeRow {
  /** A JSON pointer; empty for the root. */
  path: string;
  /** The member's name or the item's index; empty for the root. */
  key: string;
  depth: number;
  value: unknown;
  /** The earlier value, where a single value changed. */
  before?: unknown;
  change?: Change;
  /** How many members or items it has; undefined for single values. */
  size?: number;
  open: boolean;
  /** From 1, among `siblings`. */
  position: number;
  siblings: number;
}

/** What a value is compared with; `undefined` stands for nothing, since JSON has no such value. */
interface Pair {
  value: unknown;
  before: unknown;
}

export interface Tree extends Pair {
  compared: boolean;
}

/** Rows that a tree has at first, so that a large one is folded. */
const FIRST_ROWS = 24;

export const treeOf = (value: unknown): Tree => ({ value, before: undefined, compared: false });
export const comparedTreeOf = (before: unknown, value: unknown): Tree => ({ value, before, compared: true });

/** @param folds pointers that were opened or closed by hand; others are open if {@link openAtFirst} has them */
export function rowsOf(
  tree: Tree,
  opened: ReadonlySet<string>,
  folds: ReadonlyMap<string, boolean>,
): TreeRow[] {
  const rows: TreeRow[] = [];
  const visit = (
    pair: Pair,
    path: string,
    key: string,
    place: [depth: number, position: number, siblings: number],
  ) => {
    const children = childrenOf(pair);
    const open = children !== undefined && children.size > 0 && (folds.get(path) ?? opened.has(path));
    const change = tree.compared ? changeOf(pair) : undefined;
    const [depth, position, siblings] = place;
    rows.push({
      path,
      key,
      depth,
      value: pair.value === undefined ? pair.before : pair.value,
      ...(change && { change }),
      ...(change === "changed" && !children && { before: pair.before }),
      ...(children && { size: children.size }),
      open,
      position,
      siblings,
    });
    if (!open) return;
    let index = 0;
    for (const [name, child] of children)
      visit(child, pointerTo(path, name), name, [depth + 1, ++index, children.size]);
  };
  visit(tree, "", "", [0, 1, 1]);
  return rows;
}

/** What is open at first: level by level, as long as the rows stay few; where it is compared, what changed comes first. */
export function openAtFirst(tree: Tree): Set<string> {
  const opened = new Set<string>();
  let rows = 1;
  let level: [path: string, pair: Pair][] = [["", tree]];
  while (level.length > 0) {
    const next: [string, Pair][] = [];
    const order = tree.compared ? [...level].sort(([, a], [, b]) => changes(b) - changes(a)) : level;
    for (const [path, pair] of order) {
      const children = childrenOf(pair);
      if (!children || children.size === 0) continue;
      if (path !== "" && rows + children.size > FIRST_ROWS) continue;
      opened.add(path);
      rows += children.size;
      if (rows <= FIRST_ROWS) for (const [name, child] of children) next.push([pointerTo(path, name), child]);
    }
    level = next;
  }
  return opened;
}

const changes = (pair: Pair): number => (changeOf(pair) ? 1 : 0);

export function changeOf({ value, before }: Pair): Change | undefined {
  if (before === undefined) return value === undefined ? undefined : "added";
  if (value === undefined) return "removed";
  return equal(value, before) ? undefined : "changed";
}

/** The members of both values, the present ones first; undefined for single values. */
function childrenOf({ value, before }: Pair): Map<string, Pair> | undefined {
  const shown = value === undefined ? before : value;
  if (!isContainer(shown)) return undefined;
  const earlier = value !== undefined && sameKind(value, before) ? before : undefined;
  const children = new Map<string, Pair>();
  const removed = value === undefined;
  for (const [name, child] of Object.entries(shown))
    children.set(name, removed ? { value: undefined, before: child } : { value: child, before: undefined });
  if (isContainer(earlier))
    for (const [name, child] of Object.entries(earlier))
      children.set(name, { value: children.get(name)?.value, before: child });
  return children;
}

const sameKind = (a: unknown, b: unknown): boolean =>
  isContainer(a) && isContainer(b) && Array.isArray(a) === Array.isArray(b);

function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!isContainer(a) || !isContainer(b) || !sameKind(a, b)) return false;
  const [first, second] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const names = Object.keys(first);
  return (
    names.length === Object.keys(second).length &&
    names.every((name) => Object.hasOwn(second, name) && equal(first[name], second[name]))
  );
}

const pointerTo = (path: string, name: string): string =>
  `${path}/${name.replace(/~/g, "~0").replace(/\//g, "~1")}`;
