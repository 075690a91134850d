import type { Node, Reference } from "./syntax";

/** Loaded with the first template. */
const velocity = () => require("velocityjs") as typeof import("velocityjs");

/** A template is not valid Velocity; the message is the reason, in one line. */
export class TemplateSyntaxError extends Error {
  override readonly name = "TemplateSyntaxError";
}

/** How many trees are cached, since strings in double quotes are templates too and are parsed for every request. */
const KEPT = 1000;
const kept = new Map<string, Node[]>();

/** Throws {@link TemplateSyntaxError}. */
export function parseTemplate(source: string): Node[] {
  const known = kept.get(source);
  if (known) return known;
  let nodes: Node[];
  try {
    nodes = velocity().parse(source) as unknown as Node[];
  } catch (error) {
    const [place = "", excerpt = ""] = (error as Error).message.split("\n");
    throw new TemplateSyntaxError(`${place} ${excerpt}`.trim(), { cause: error });
  }
  if (kept.size >= KEPT) kept.clear();
  kept.set(source, nodes);
  return nodes;
}

/** The source of a reference, which is printed if it has no value. */
export const sourceOf = (reference: Reference): string => velocity().Helper.getRefText(reference as never);
