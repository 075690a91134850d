import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  type ParsedNode,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from "yaml";
import { unknownText } from "./placeholders";

/** Lines and columns count from one, columns in UTF-16 units. */
export interface Position {
  line: number;
  column: number;
}

export interface Region {
  start: Position;
  end: Position;
}

/** What is wrong with a text that is no YAML. */
export interface YamlProblem {
  message: string;
  region: Region;
}

/** A name that a map gives a second time. */
export interface Duplicate {
  name: string;
  path: (string | number)[];
  region: Region;
}

/** Of the values that aliases repeat, all together. */
const MOST_VALUES = 1_000_000;
const DEEPEST = 1000;

/** A YAML text, JSON included, whose values know where they are. */
export class PositionedDocument {
  private readonly document: Document.Parsed;
  private readonly lines = new LineCounter();
  private readonly targets = new Map<Alias, Node | undefined>();
  private values = 0;

  constructor(readonly text: string) {
    this.document = parseDocument(text, {
      lineCounter: this.lines,
      uniqueKeys: false,
      prettyErrors: false,
    });
  }

  get root(): ParsedNode | null {
    return this.document.contents;
  }

  /** Why this is not one YAML document; undefined if it is. */
  get problem(): YamlProblem | undefined {
    const [error] = this.document.errors;
    if (!error) return undefined;
    const message =
      error.code === "MULTIPLE_DOCS" ? "The file holds several YAML documents; allowed: one" : error.message;
    const [from, to] = error.pos;
    return { message, region: { start: this.position(from), end: this.position(to) } };
  }

  /** The value of a node. Tags of CloudFormation become its functions: `!Sub x` is `{"Fn::Sub": x}`. @throws Error if aliases make it endless. */
  value(node: Node | null, around: readonly Node[] = []): unknown {
    if (++this.values > MOST_VALUES) throw new Error(`more than ${MOST_VALUES} values`);
    if (around.length > DEEPEST) throw new Error(`more than ${DEEPEST} values inside one another`);
    if (node === null) return null;
    if (isAlias(node)) {
      const target = this.target(node);
      if (target === undefined) throw new Error(`the alias *${node.source} has no anchor`);
      if (around.includes(target)) throw new Error(`the alias *${node.source} contains itself`);
      return this.value(target, [...around, target]);
    }
    const inside = [...around, node];
    const plain = isScalar(node)
      ? plainValue(node)
      : isSeq(node)
        ? node.items.map((item) => this.value(item as Node, inside))
        : isMap(node)
          ? this.fields(node, inside)
          : null;
    const name = functionOf(node);
    return name === undefined ? plain : { [name]: plain };
  }

  /** The fields of a map. Those that `<<` merges count where it has none of its own. */
  private fields(map: YAMLMap, around: readonly Node[]): Record<string, unknown> {
    const own = map.items.filter((pair) => !isMerge(pair));
    const merged = map.items
      .filter(isMerge)
      .flatMap(({ value }) => (isSeq(value) ? value.items.toReversed() : [value]))
      .map((value) => this.value(value as Node, around));
    return Object.fromEntries([
      ...merged.flatMap((value) => Object.entries(value ?? {})),
      ...own.map((pair) => [keyOf(pair), this.value(pair.value as Node, around)]),
    ]);
  }

  /** Finding an anchor takes as long as the document is large. */
  private target(alias: Alias): Node | undefined {
    if (!this.targets.has(alias)) this.targets.set(alias, alias.resolve(this.document));
    return this.targets.get(alias);
  }

  /** Names below a node that a map gives again, each with its path from there. */
  duplicates(node: unknown, path: readonly (string | number)[] = []): Duplicate[] {
    if (isSeq(node)) return node.items.flatMap((item, index) => this.duplicates(item, [...path, index]));
    if (!isMap(node)) return [];
    const names = new Set<string>();
    return node.items.flatMap((pair) => {
      const name = keyOf(pair);
      const here = [...path, name];
      const again = names.has(name) ? [{ name, path: here, region: this.region(pair.key as Node) }] : [];
      names.add(name);
      return [...again, ...this.duplicates(pair.value, here)];
    });
  }

  region(node: Node | null): Region {
    const [from, to] = node?.range ?? [0, 0];
    return { start: this.position(from), end: this.position(to) };
  }

  private position(offset: number): Position {
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

/** `Ref` and `Fn::Sub` of `!Ref` and `!Sub`; undefined for a node without a tag of this kind. */
function functionOf({ tag }: { tag?: string }): string | undefined {
  if (!tag?.startsWith("!") || tag === "!") return undefined;
  const name = tag.slice(1);
  return name === "Ref" || name === "Condition" ? name : `Fn::${name}`;
}

const isMerge = ({ key }: Pair): boolean => isScalar(key) && key.type === "PLAIN" && key.source === "<<";

/** What YAML 1.1, of SAM and CloudFormation, reads as a boolean, and YAML 1.2 as a text, is not known. */
const plainValue = ({ value, type, source }: Scalar): unknown =>
  type === "PLAIN" && /^(?:y|n|yes|no|on|off)$/i.test(source ?? "") ? unknownText(source!) : value;

export const keyOf = ({ key }: Pair): string => String(isScalar(key) ? key.value : key);

/** The pair that counts where a map gives a name twice: the last one. */
export const pairOf = (node: unknown, name: string): Pair | undefined =>
  isMap(node) ? node.items.findLast((pair) => keyOf(pair) === name) : undefined;

/** The text that a node is, or that it has in `Fn::Sub`; undefined for anything else. */
export function textOf(node: unknown): Scalar<string> | undefined {
  const sub = pairOf(node, "Fn::Sub")?.value ?? (isNode(node) && node.tag === "!Sub" ? node : undefined);
  const text = isSeq(sub) ? sub.items[0] : (sub ?? node);
  return isScalar(text) && typeof text.value === "string" && (sub || functionOf(text) === undefined)
    ? (text as Scalar<string>)
    : undefined;
}
