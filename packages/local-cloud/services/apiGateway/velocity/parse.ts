import { ExpressionParser } from "./parseExpression";
import type { Directive, Expression, Node } from "./syntax";
import { TemplateSyntaxError, type Token } from "./tokens";

/** Directives that a template of API Gateway can have, besides `#if` and `#set`, and which of them have an `#end`. */
const DIRECTIVES: ReadonlyMap<string, "line" | "block"> = new Map([
  ["foreach", "block"],
  ["macro", "block"],
  ["define", "block"],
  ["literal", "block"],
  ["include", "line"],
  ["parse", "line"],
  ["break", "line"],
  ["stop", "line"],
]);
const BUILT_IN = new Set(["if", "end", "set", "else", "elseif"]);

/** How many trees are cached, since the same templates are parsed for every deployment. */
const KEPT = 1000;
const kept = new Map<string, Node[]>();

/** Throws {@link TemplateSyntaxError}. */
export function parseTemplate(source: string): Node[] {
  const known = kept.get(source);
  if (known) return known;
  const nodes = parse(source);
  if (kept.size >= KEPT) kept.clear();
  kept.set(source, nodes);
  return nodes;
}

function parse(source: string): Node[] {
  try {
    return new TemplateParser(source, parse).template();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TemplateSyntaxError("it is nested too deeply", { cause: error });
  }
}

/** The parser of Velocity 1.7, after its grammar `Parser.jjt`. */
class TemplateParser extends ExpressionParser {
  private readonly macros = new Set<string>();

  template(): Node[] {
    const { nodes } = this.block();
    this.expect("eof");
    return nodes;
  }

  private block(): { type: "block"; nodes: Node[]; source: string } {
    const start = this.index;
    const nodes: Node[] = [];
    for (let node = this.statement(); node; node = this.statement()) nodes.push(node);
    return { type: "block", nodes, source: this.sourceSince(start) };
  }

  private statement(): Node | undefined {
    const token = this.peek();
    if (token.kind === "if") return this.ifStatement();
    if (this.referenceFollows()) return this.reference();
    switch (token.kind) {
      case "lineCommentStart":
        this.take();
        this.takeIf("lineCommentEnd");
        return text(token.image.slice(0, token.image.search(/##|#\*/)));
      case "comment":
      case "formalComment": {
        this.take();
        const start = token.image.search(/##|#\*/);
        return text(start < 0 ? "" : token.image.slice(0, start));
      }
      case "textBlock":
        this.take();
        if (token.image.length < 6) throw this.unexpected(token);
        return text(token.image.slice(3, -3));
      case "set":
        return this.set();
      case "escapedDirective":
        return text(this.unescapeDirective(this.take().image));
      case "doubleEscape":
        return this.escape();
      case "word":
      case "bracketedWord":
        return this.directive();
      case "text":
      case "dot":
      case "close":
      case "open":
      case "integer":
      case "decimal":
      case "string":
      case "escape":
      case "braceOpen":
      case "braceClose":
      case "emptyIndex":
        this.take();
        return text(token.before + token.image);
      default:
        return undefined;
    }
  }

  private ifStatement(): Node {
    const branches: { condition?: Expression; body: Node[] }[] = [this.branch()];
    while (this.peek().kind === "elseif") branches.push(this.branch());
    if (this.takeIf("else")) branches.push({ body: this.block().nodes });
    this.expect("end");
    return { type: "if", branches };
  }

  private branch() {
    this.take();
    this.takeIf("whitespace");
    this.expect("open");
    const condition = this.expression();
    this.expect("close");
    return { condition, body: this.block().nodes };
  }

  private set(): Node {
    this.take();
    this.takeIf("whitespace");
    const target = this.reference();
    this.takeIf("whitespace");
    this.expect("=");
    const value = this.expression();
    this.expect("close");
    this.lexer.leaveSet();
    return { type: "set", target, value };
  }

  /** Backslashes before a directive escape it, before other text they are printed. */
  private escape(): Node {
    let count = 0;
    while (this.takeIf("doubleEscape")) count++;
    const next = this.peek();
    const name = next.image.slice(1);
    const before =
      ["if", "else", "elseif", "end"].includes(next.kind) || DIRECTIVES.has(name) || this.macros.has(name);
    return text((before ? "\\" : "\\\\").repeat(count));
  }

  private unescapeDirective(image: string): string {
    const last = image.lastIndexOf("\\");
    const name = image.slice(last + 2).replace(/^\{(.*)\}$/, "$1");
    const escaped = DIRECTIVES.has(name) || this.macros.has(name) || BUILT_IN.has(name);
    return escaped ? image.slice(0, Math.trunc(last / 2)) + image.slice(last + 1) : image;
  }

  private directive(): Node {
    const start = this.index;
    const token = this.take();
    const name = token.image.replace(/^#\{(.*)\}$|^#/, "$1");
    const node: Directive = { type: "directive", name, children: [], source: "" };
    this.lexer.enterDirective();
    if (!this.lexer.parenthesisFollows()) {
      if (name === "macro") throw this.unexpected(token);
      this.lexer.leaveDirective();
      node.source = token.image;
      return checked(node, token, this);
    }
    this.takeIf("whitespace");
    this.expect("open");
    while (this.argumentFollows()) {
      node.children.push(this.takeArgument(name, node.children.length));
    }
    this.takeIf("whitespace");
    this.expect("close");
    const kind = DIRECTIVES.get(name) ?? (name.startsWith("@") ? "block" : "line");
    if (kind === "block") {
      node.children.push(this.block());
      this.expect("end");
      const [first] = node.children;
      if (name === "macro") {
        if (first?.type !== "word") throw this.unexpected(token);
        this.macros.add(first.source);
      }
    }
    node.source = this.rawSince(start);
    return checked(node, token, this);
  }

  private argumentFollows(): boolean {
    let ahead = this.peek().kind === "whitespace" ? 1 : 0;
    if (this.peek(ahead).kind === "comma") {
      if (ahead === 1) return true;
      ahead++;
      if (this.peek(ahead).kind === "whitespace") return true;
    }
    return this.valueFollows(ahead, "word");
  }

  private takeArgument(directive: string, position: number): Node {
    this.takeIf("whitespace");
    if (this.takeIf("comma")) this.takeIf("whitespace");
    const token = this.peek();
    if (token.kind !== "word") {
      if (directive === "macro" && position === 0) throw this.unexpected(token);
      return this.value();
    }
    const allowed =
      directive === "macro"
        ? position === 0
        : directive === "foreach"
          ? position === 1
          : !DIRECTIVES.has(directive);
    if (!allowed) throw this.unexpected(token);
    return { type: "word", source: this.take().image };
  }
}

const text = (value: string): Node => ({ type: "text", text: value });

/** Throws where Velocity does as soon as it reads the directive. */
function checked(node: Directive, token: Token, parser: TemplateParser): Node {
  const { name, children } = node;
  const wrong =
    (name === "foreach" && children.length === 0) ||
    (name === "define" && children.length !== 2) ||
    (name === "literal" &&
      (!children[0] || (children[0].type === "block" && children[0].nodes.length === 0))) ||
    (["break", "stop"].includes(name) && children.length > 1);
  if (wrong) throw parser.unexpected(token);
  return node;
}
