import { assignIndex, callMethod, readIndex, readProperty } from "./methods/call";
import { add, OPERATORS } from "./operators";
import type { Expression, Node, Reference, Step } from "./syntax";
import { isTrue, TemplateError, Tool, UnknownMethod, type Value, type ValueMap } from "./value";

/** Of a range: as many as a `#foreach` may have iterations. */
const MAX_RANGE = 1000;

const ARITHMETIC = ["+", "-", "*", "/", "%"];

/** Evaluates expressions, and assigns to references. */
export class Evaluation {
  /**
   * @param missing the value of a reference without one
   * @param render renders a text in double quotes
   */
  constructor(
    private readonly variables: ValueMap,
    private readonly missing: Value,
    private readonly render: (nodes: readonly Node[]) => string,
  ) {}

  /** Throws {@link TemplateError}. */
  valueOf(expression: Expression): Value {
    switch (expression.type) {
      case "reference":
        return expression.computable ? this.resolve(expression) : null;
      case "word":
        return null;
      case "literal":
        return expression.value;
      case "template": {
        const text = this.render(expression.nodes);
        return expression.dropsLast ? text.slice(0, -1) : text;
      }
      case "list":
        return expression.items.map((item) => this.valueOf(item));
      case "map":
        return new Map(
          expression.entries.map(([key, value]): [Value, Value] => [this.valueOf(key), this.valueOf(value)]),
        );
      case "range":
        return this.range(this.valueOf(expression.from), this.valueOf(expression.to));
      case "not":
        return !this.holds(expression.operand);
      case "operation":
        return this.operate(expression);
    }
  }

  /** Whether `#if` takes the expression for true: no text, number, list or map that is written there, and no sum. */
  holds(expression: Expression): boolean {
    const { type } = expression;
    if (type === "reference") return isTrue(this.resolve(expression));
    if (type === "operation" && ARITHMETIC.includes(expression.operator)) return false;
    return this.valueOf(expression) === true;
  }

  /** The value of the reference, and {@link missing} if it has none. */
  resolve({ root, named, steps }: Reference): Value {
    if (!named) return null;
    let value = this.variables.get(root);
    for (const step of steps) {
      if (value === null || value === undefined) break;
      value = this.follow(value, step);
    }
    return value ?? this.missing;
  }

  assign({ steps, root, assigned }: Reference, value: Value): void {
    const last = steps.at(-1);
    if (!last) {
      this.variables.set(assigned, value);
      return;
    }
    let target = this.variables.get(root);
    for (const step of steps.slice(0, -1)) {
      if (target === null || target === undefined) return;
      target = this.follow(target, step);
    }
    if (target === null || target === undefined) return;
    if (last.type === "index") assignIndex(target, this.valueOf(last.key), value);
    else if (target instanceof Map) target.set(last.name, value);
    else if (target instanceof Tool) target.assign(last.name, value);
  }

  /** What a loop goes through; nothing for other values. */
  items(collection: Node): readonly Value[] | undefined {
    if (!("source" in collection) || collection.type === "block" || collection.type === "directive")
      return undefined;
    const value = this.valueOf(collection);
    if (value instanceof Map) return [...value.values()];
    return Array.isArray(value) ? [...value] : undefined;
  }

  private follow(value: Value, step: Step): Value {
    try {
      switch (step.type) {
        case "property":
          return readProperty(value, step.name);
        case "index":
          return readIndex(value, this.valueOf(step.key));
        case "method":
          return callMethod(
            value,
            step.name,
            step.args.map((arg) => this.valueOf(arg)),
          );
      }
    } catch (error) {
      if (error instanceof UnknownMethod) return undefined;
      throw error;
    }
  }

  private operate({ operator, left, right }: Extract<Expression, { type: "operation" }>): Value {
    if (operator === "&&") return this.holds(left) && this.holds(right);
    if (operator === "||") return this.holds(left) || this.holds(right);
    const value = this.valueOf(left);
    const other = this.valueOf(right);
    if (operator === "+") return add(value, other, { left: left.source, right: right.source });
    return OPERATORS[operator]?.(value, other);
  }

  /** From one integer to another, up or down; nothing for other values. */
  private range(from: Value, to: Value): Value {
    const isNumber = (bound: Value) => typeof bound === "bigint" || typeof bound === "number";
    if (!isNumber(from) || !isNumber(to)) return null;
    const [first, last] = [Math.trunc(Number(from)), Math.trunc(Number(to))];
    const length = Math.abs(last - first) + 1;
    if (length > MAX_RANGE) throw new TemplateError(`The range [${first}..${last}] is too long`);
    return Array.from({ length }, (_, index) => BigInt(first <= last ? first + index : first - index));
  }
}
