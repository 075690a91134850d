import { isMap, isScalar, isSeq, type Node } from "yaml";
import { keyOf } from "./document";

/** Where something is in a document. */
export interface Place {
  /** Names and indexes, from the root. */
  path: (string | number)[];
  /** What shows it: a scalar, or the name of what is larger. */
  node: Node | null;
}

/**
 * Finds a location as Step Functions writes it, `/States/Charge order/Catch[0]/Next`, or what is nearest above it. Names may have any
 * characters, `/` and `[` too, so that only the document says where one ends.
 */
export function locate(root: Node | null, location: string): Place {
  const start = location === "/" ? "" : location;
  const [best] = search(root, root, start).sort((a, b) => a.left.length - b.left.length);
  return best ?? { path: [], node: root };
}

interface Candidate extends Place {
  /** What of the location was not found. */
  left: string;
}

function search(node: unknown, shown: Node | null, left: string): Candidate[] {
  const here: Candidate = { path: [], node: shown, left };
  if (left === "") return [here];
  const deeper: Candidate[] = [];
  if (isMap(node) && left.startsWith("/")) {
    for (const pair of node.items.toReversed()) {
      const name = keyOf(pair);
      if (!left.startsWith(name, 1) || !/^$|[/[]/.test(left.charAt(1 + name.length))) continue;
      const target = isScalar(pair.value) && pair.value.range ? pair.value : pair.key;
      for (const found of search(pair.value, target as Node, left.slice(1 + name.length)))
        deeper.push({ ...found, path: [name, ...found.path] });
    }
  }
  const [index, number] = /^\[(\d+)\]/.exec(left) ?? [];
  if (isSeq(node) && index !== undefined) {
    const item = node.items[Number(number)] as Node | undefined;
    if (item)
      for (const found of search(item, item, left.slice(index.length)))
        deeper.push({ ...found, path: [Number(number), ...found.path] });
  }
  return [...deeper, here];
}

/** RFC 6901 (https://www.rfc-editor.org/rfc/rfc6901). */
export const pointerOf = (path: readonly (string | number)[]): string =>
  path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
