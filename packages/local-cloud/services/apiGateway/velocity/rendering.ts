import { Evaluation } from "./evaluation";
import { ForeachScope } from "./foreachScope";
import type { Directive, Expression, Node, Reference } from "./syntax";
import { TemplateError, Tool, toText, type Value, type ValueMap } from "./value";

/** Of one `#foreach`: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const MAX_ITERATIONS = 1000;
/** How often a block of `#define` may contain itself: Velocity's default. */
const MAX_DEFINITION_DEPTH = 2;

/** `#stop`, or `#break`, which ends a loop or a block, the nearest one unless it names another. */
class Stop extends Error {
  override readonly name = "Stop";
  constructor(
    private readonly kind: "all" | "nearest",
    private readonly scope?: Tool,
  ) {
    super(kind);
  }

  isFor(scope?: Tool): boolean {
    return this.scope ? this.scope === scope : this.kind === "nearest";
  }
}

/** A block of `#define`, which is rendered where it is printed. */
class Definition extends Tool {
  depth = 0;
  constructor(
    readonly body: Node,
    print: (self: Definition) => string | null,
  ) {
    super({}, {}, () => print(this));
  }
}

/** One rendering of a template: its variables, and what it has written. */
export class Rendering {
  private readonly evaluation: Evaluation;
  private output = "";

  /** @param missing the value of a reference without one */
  constructor(
    private readonly variables: ValueMap,
    missing: Value,
  ) {
    this.evaluation = new Evaluation(variables, missing, (nodes) =>
      this.capture(() => this.renderAll(nodes)),
    );
  }

  /** Throws {@link TemplateError}. */
  render(nodes: readonly Node[]): string {
    try {
      this.renderAll(nodes);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
    }
    return this.output;
  }

  private renderAll(nodes: readonly Node[]): void {
    for (const node of nodes) this.renderNode(node);
  }

  /** What the work writes. */
  private capture(work: () => void): string {
    const before = this.output;
    this.output = "";
    try {
      work();
      return this.output;
    } finally {
      this.output = before;
    }
  }

  private renderNode(node: Node): void {
    switch (node.type) {
      case "text":
        this.output += node.text;
        return;
      case "block":
        this.renderAll(node.nodes);
        return;
      case "reference":
        this.print(node);
        return;
      case "if": {
        const chosen = node.branches.find(({ condition }) => !condition || this.evaluation.holds(condition));
        this.renderAll(chosen?.body ?? []);
        return;
      }
      case "set": {
        const value = this.evaluation.valueOf(node.value);
        // As in Velocity, nothing is assigned: the variable keeps its value.
        if (value !== null && value !== undefined) this.evaluation.assign(node.target, value);
        return;
      }
      case "directive":
        this.execute(node);
        return;
      default:
        return;
    }
  }

  private execute(directive: Directive): void {
    const { name, children, source } = directive;
    switch (name) {
      case "foreach":
        this.renderEach(children);
        return;
      case "define": {
        const [key, body] = children as [Node, Node];
        const definition = new Definition(body, (self) => this.renderDefinition(self));
        this.variables.set(nameOf(key), definition);
        return;
      }
      case "literal":
        this.output += (children[0] as { source: string }).source;
        return;
      case "stop":
        throw new Stop("all");
      case "break":
        throw children[0] ? new Stop("nearest", this.scopeOf(children[0])) : new Stop("nearest");
      case "macro":
        // API Gateway takes no macros: the definition is dropped, and a call is printed.
        return;
      case "parse":
      case "include":
        if (name === "include" && children.length === 0) return;
        throw new TemplateError(`#${name} has no other templates to read`);
      default:
        this.output += source;
    }
  }

  private scopeOf(node: Node): Tool {
    const value = this.evaluation.valueOf(node as Expression);
    if (value instanceof ForeachScope) return value;
    throw new TemplateError(`#break(${(node as Expression).source}) names no loop`);
  }

  private renderEach(children: Node[]): void {
    const [item, , collection, body] = children;
    if (!item || !collection) throw new TemplateError("#foreach needs a variable and a collection");
    const items = this.evaluation.items(collection);
    if (!items) return;
    if (!body) throw new TemplateError("#foreach has no block");
    if (items.length > MAX_ITERATIONS) {
      throw new TemplateError(
        `#foreach has ${items.length} iterations; at most ${MAX_ITERATIONS} are allowed`,
      );
    }
    const name = nameOf(item);
    const outer = this.variables.get("foreach");
    const restore = this.remember([name, "velocityCount", "velocityHasNext", "foreach"]);
    const scope = new ForeachScope(outer, items.length);
    this.variables.set("foreach", scope);
    try {
      for (const [index, value] of items.entries()) {
        this.variables.set("velocityCount", BigInt(index + 1));
        this.variables.set("velocityHasNext", index + 1 < items.length);
        this.variables.set(name, value);
        scope.index = index;
        this.renderNode(body);
      }
    } catch (error) {
      if (!(error instanceof Stop && error.isFor(scope))) throw error;
    } finally {
      restore();
    }
  }

  private remember(names: string[]): () => void {
    const before = names.map((name) => [name, this.variables.get(name)] as const);
    return () => {
      for (const [name, value] of before) {
        if (value !== null && value !== undefined) this.variables.set(name, value);
        else this.variables.delete(name);
      }
    };
  }

  private print(reference: Reference): void {
    const value = this.evaluation.resolve(reference);
    const { escapes, prefix, escaped, missing } = reference;
    const isMissing = value === null || value === undefined;
    if (escaped) {
      this.output += `${escapes}${isMissing ? "\\" : ""}${missing}`;
      return;
    }
    if (value instanceof Definition && value.depth < MAX_DEFINITION_DEPTH) {
      this.writeDefinition(value);
      return;
    }
    const text = value instanceof Tool ? value.print() : isMissing ? null : toText(value);
    this.output += text === null ? `${escapes}${escapes}${prefix}${missing}` : `${escapes}${prefix}${text}`;
  }

  private renderDefinition(definition: Definition): string | null {
    if (definition.depth >= MAX_DEFINITION_DEPTH) return null;
    return this.capture(() => this.writeDefinition(definition));
  }

  private writeDefinition(definition: Definition): void {
    definition.depth++;
    try {
      this.renderNode(definition.body);
    } catch (error) {
      if (!(error instanceof Stop && error.isFor(definition))) throw error;
    } finally {
      definition.depth--;
    }
  }
}

/** The variable that a directive defines: `$x`, `${x}`. */
function nameOf(node: Node): string {
  if (node.type === "reference") return node.root;
  return "source" in node ? node.source.slice(1) : "";
}
