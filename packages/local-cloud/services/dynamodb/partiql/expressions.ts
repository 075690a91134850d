import type { AttributeValue, Input } from "../item";
import { type Assigned, type Condition, isPath, type Operand, type Path, type Update } from "./syntax";

/** Writes the conditions and updates of statements as expressions, with a placeholder for every name and value. */
export class Expressions {
  private readonly names = new Map<string, string>();
  private readonly values = new Map<string, AttributeValue>();

  /** The members of a request that say what the placeholders are for. */
  get placeholders(): Input {
    return {
      ...(this.names.size > 0 && {
        ExpressionAttributeNames: Object.fromEntries([...this.names].map(([name, key]) => [key, name])),
      }),
      ...(this.values.size > 0 && { ExpressionAttributeValues: Object.fromEntries(this.values) }),
    };
  }

  condition(condition: Condition): string {
    switch (condition.type) {
      case "and":
      case "or": {
        const [left, right] = condition.args;
        return `(${this.condition(left)} ${condition.type.toUpperCase()} ${this.condition(right)})`;
      }
      case "not":
        return `NOT (${this.condition(condition.args[0])})`;
      case "function":
        return `${condition.name}(${condition.args.map((operand) => this.operand(operand)).join(", ")})`;
      case "in":
      case "between": {
        const [left, ...values] = condition.args.map((operand) => this.operand(operand));
        return condition.type === "in"
          ? `${left} IN (${values.join(", ")})`
          : `${left} BETWEEN ${values.join(" AND ")}`;
      }
      default: {
        const [left, right] = condition.args.map((operand) => this.operand(operand));
        return `${left} ${condition.type} ${right}`;
      }
    }
  }

  update({ set, remove }: Update): string {
    const clauses: Record<string, string[]> = { SET: [], REMOVE: [], ADD: [], DELETE: [] };
    for (const { path, to } of set) {
      if ("value" in to)
        clauses[to.kind === "set_add" ? "ADD" : "DELETE"]?.push(`${this.path(path)} ${this.value(to.value)}`);
      else clauses.SET?.push(`${this.path(path)} = ${this.assigned(to)}`);
    }
    clauses.REMOVE?.push(...remove.map((path) => this.path(path)));
    return Object.entries(clauses)
      .flatMap(([name, actions]) => (actions.length > 0 ? [`${name} ${actions.join(", ")}`] : []))
      .join(" ");
  }

  private assigned(to: Assigned): string {
    if (to.kind === "operand") return this.operand(to.operand);
    const [left, right] = to.operands.map((operand) => this.operand(operand));
    return to.kind === "list_append" ? `list_append(${left}, ${right})` : `${left} ${to.kind} ${right}`;
  }

  private operand(operand: Operand): string {
    if (isPath(operand)) return this.path(operand);
    if (operand.type !== "function") return this.value(operand as AttributeValue);
    const [path] = operand.args as [Path];
    return `size(${this.path(path)})`;
  }

  private path(path: Path): string {
    const steps = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${this.name(step)}`));
    return steps.join("").slice(1);
  }

  private name(name: string): string {
    const known = this.names.get(name) ?? `#n${this.names.size}`;
    this.names.set(name, known);
    return known;
  }

  private value(value: AttributeValue): string {
    const key = `:v${this.values.size}`;
    this.values.set(key, value);
    return key;
  }
}
