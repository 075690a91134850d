import { callMethod } from "./methods";
import { OPERATORS } from "./operators";
import { parseTemplate, sourceOf } from "./parse";
import type { Block, Expression, Head, Node, Reference, Step } from "./syntax";
import { isTrue, Tool, toText, UnknownMethod, type Value, type ValueMap } from "./value";

/** A template that cannot be rendered. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
}

/** Of one `#foreach`: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const MAX_ITERATIONS = 1000;
const MAX_DEPTH = 20;

type Macro = { parameters: string[]; body: Node[] };

/** One rendering of a template: its variables, its macros and their current depth. */
export class Rendering {
  private readonly macros = new Map<string, Macro>();
  private readonly definitions = new Map<string, Node[]>();
  private depth = 0;
  private breaking = false;

  constructor(private readonly variables: ValueMap) {}

  render(nodes: readonly Node[]): string {
    let text = "";
    for (const node of nodes) {
      if (this.breaking) break;
      text += this.renderNode(node);
    }
    return text;
  }

  private renderNode(node: Node): string {
    if (typeof node === "string") return node;
    if (Array.isArray(node)) return this.renderBlock(node);
    switch (node.type) {
      case "references":
        return this.print(node);
      case "set":
        this.assign(node.equal[0], this.evaluate(node.equal[1]));
        return "";
      case "raw":
        return node.value;
      case "break":
        this.breaking = true;
        return "";
      case "macro_call":
        return this.callMacro(node.id, node.args || []);
      default:
        return "";
    }
  }

  private renderBlock([head, ...body]: Block): string {
    switch (head.type) {
      case "if":
        return this.render(this.chooseBranch(head.condition, body));
      case "foreach":
        return this.renderEach(head, body);
      case "macro":
        this.macros.set(head.id, { parameters: (head.args || []).map(({ id }) => id), body });
        return "";
      case "define":
        this.definitions.set(head.id, body);
        return "";
      default:
        return this.render(body);
    }
  }

  private chooseBranch(condition: Expression, body: Node[]): Node[] {
    let chosen = isTrue(this.evaluate(condition));
    const branch: Node[] = [];
    for (const node of body) {
      if (typeof node === "object" && "type" in node && (node.type === "elseif" || node.type === "else")) {
        if (chosen) break;
        chosen = node.type === "else" || isTrue(this.evaluate(node.condition));
      } else if (chosen) {
        branch.push(node);
      }
    }
    return branch;
  }

  private renderEach(head: Extract<Head, { type: "foreach" }>, body: Node[]): string {
    const collection = this.evaluate(head.from);
    const items = collection instanceof Map ? [...collection.values()] : collection;
    if (!Array.isArray(items)) return "";
    if (items.length > MAX_ITERATIONS) {
      throw new TemplateError(
        `#foreach has ${items.length} iterations; at most ${MAX_ITERATIONS} are allowed`,
      );
    }
    return this.scoped([head.to, "foreach", "velocityCount"], () => {
      let text = "";
      for (const [index, item] of items.entries()) {
        this.variables.set(head.to, item);
        this.variables.set("velocityCount", index + 1);
        this.variables.set("foreach", iteration(index, items.length));
        text += this.render(body);
        if (this.breaking) break;
      }
      this.breaking = false;
      return text;
    });
  }

  private callMacro(id: string, args: Expression[]): string {
    if (id === "evaluate")
      return this.nested(() => this.render(parseTemplate(toText(this.evaluate(args[0]!)))));
    const macro = this.macros.get(id);
    if (!macro) throw new TemplateError(`There is no macro #${id}`);
    const values = args.map((arg) => this.evaluate(arg));
    return this.nested(() =>
      this.scoped(macro.parameters, () => {
        for (const [index, name] of macro.parameters.entries()) this.variables.set(name, values[index]);
        return this.render(macro.body);
      }),
    );
  }

  private nested(render: () => string): string {
    if (this.depth >= MAX_DEPTH) throw new TemplateError(`Macros are nested more than ${MAX_DEPTH} deep`);
    this.depth++;
    const text = render();
    this.depth--;
    return text;
  }

  /** Restores the variables afterwards. */
  private scoped(names: string[], render: () => string): string {
    const before = names.map((name) => [name, this.variables.has(name), this.variables.get(name)] as const);
    const text = render();
    for (const [name, existed, value] of before) {
      if (existed) this.variables.set(name, value);
      else this.variables.delete(name);
    }
    return text;
  }

  private print(reference: Reference): string {
    const definition = this.definitions.get(reference.id);
    if (definition && !reference.path) return this.nested(() => this.render(definition));
    const value = this.resolve(reference);
    if (value !== null && value !== undefined) return toText(value);
    return reference.leader === "$!" ? "" : sourceOf(reference);
  }

  private resolve({ id, path = [] }: Reference): Value {
    let value = this.variables.get(id);
    for (const step of path) {
      if (value === null || value === undefined) return undefined;
      value = this.take(step, value);
    }
    return value;
  }

  private take(step: Step, from: Value): Value {
    if (step.type === "property") return member(from, step.id);
    if (step.type === "index") return member(from, this.evaluate(step.id));
    const args = (step.args || []).map((arg) => this.evaluate(arg));
    try {
      return callMethod(from, step.id, args);
    } catch (error) {
      if (error instanceof UnknownMethod) return undefined;
      throw error;
    }
  }

  private assign({ id, path = [] }: Reference, value: Value): void {
    const last = path.at(-1);
    if (!last) {
      this.variables.set(id, value);
      return;
    }
    const target = this.resolve({ type: "references", id, leader: "$", path: path.slice(0, -1) });
    if (last.type === "method") return;
    const key = last.type === "property" ? last.id : this.evaluate(last.id);
    if (target instanceof Map) target.set(toText(key), value);
    else if (Array.isArray(target) && typeof key === "number" && key >= 0 && key < target.length) {
      target[key] = value;
    }
  }

  private evaluate(expression: Expression): Value {
    switch (expression.type) {
      case "references":
        return this.resolve(expression);
      case "string":
        return expression.isEval && /[$#]/.test(expression.value)
          ? this.render(parseTemplate(expression.value))
          : expression.value;
      case "integer":
      case "decimal":
        return Number(expression.value);
      case "bool":
        return { true: true, false: false, null: null }[expression.value];
      case "array":
        return expression.isRange
          ? this.range(expression.value)
          : expression.value.map((item) => this.evaluate(item));
      case "map":
        return new Map(
          Object.entries(expression.value ?? {}).map(([key, item]) => [key, this.evaluate(item)]),
        );
      case "runt":
        return expression.value;
      case "math":
        return this.compute(expression.operator, expression.expression);
    }
  }

  private compute(operator: string, [first, second]: Expression[]): Value {
    const left = this.evaluate(first!);
    switch (operator) {
      case "parenthesis":
        return left;
      case "not":
        return !isTrue(left);
      case "minus":
        return typeof left === "number" ? -left : null;
      case "&&":
        return isTrue(left) && isTrue(this.evaluate(second!));
      case "||":
        return isTrue(left) || isTrue(this.evaluate(second!));
      default:
        return OPERATORS[operator]?.(left, this.evaluate(second!));
    }
  }

  private range(bounds: (Expression | string | number)[]): Value[] {
    const [from, to] = bounds.map((bound) =>
      typeof bound === "object" ? Number(this.evaluate(bound)) : Number(bound),
    );
    if (from === undefined || to === undefined || !Number.isInteger(from) || !Number.isInteger(to)) return [];
    const length = Math.abs(to - from) + 1;
    if (length > MAX_ITERATIONS) throw new TemplateError(`The range [${from}..${to}] is too long`);
    return Array.from({ length }, (_, index) => (from <= to ? from + index : from - index));
  }
}

function member(from: Value, key: Value): Value {
  if (from instanceof Map) return from.get(toText(key));
  if (from instanceof Tool) return from.property(toText(key));
  if (Array.isArray(from) && typeof key === "number") return from.at(key);
  if (Array.isArray(from) || typeof from === "string") return key === "empty" ? from.length === 0 : undefined;
  return undefined;
}

const iteration = (index: number, length: number): ValueMap =>
  new Map<string, Value>([
    ["index", index],
    ["count", index + 1],
    ["hasNext", index + 1 < length],
    ["first", index === 0],
    ["last", index + 1 === length],
  ]);
