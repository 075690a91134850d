import { InvalidPath } from "../../jsonpath/errors";
import { Fields } from "../compile/fields";
import { runtimeFailure } from "../errors";
import { isObject } from "../json";
import { compilePath, type Path } from "../paths/path";
import type { Scope } from "../query/scope";
import type { Json } from "../types";
import { COMPARISONS, compilePattern, TYPE_TESTS } from "./operators";

export type Rule = (scope: Scope) => boolean;

/** Compiles the condition of a JSONPath choice rule. Throws an `Error` that names the state. */
export function compileRule(rule: Fields): Rule {
  if (rule.has("And")) {
    const rules = nested(rule, "And");
    return (scope) => rules.every((test) => test(scope));
  }
  if (rule.has("Or")) {
    const rules = nested(rule, "Or");
    return (scope) => rules.some((test) => test(scope));
  }
  if (rule.has("Not")) {
    const inner = compileRule(rule.object("Not")!);
    return (scope) => !inner(scope);
  }
  return compileComparison(rule);
}

function nested(rule: Fields, field: "And" | "Or"): Rule[] {
  return rule.array(field).map((item, index) => {
    if (!isObject(item)) throw rule.error(field, `must hold choice rules, but item ${index} is none`);
    return compileRule(new Fields(rule.state, item, rule.language, `${field}[${index}]/`));
  });
}

const NOT_OPERATORS = ["Variable", "Next", "Comment", "Assign", "Output"];

function compileComparison(rule: Fields): Rule {
  const text = rule.requiredString("Variable");
  const variable = rule.compiling("Variable", () => compilePath(text));
  const operator = Object.keys(rule.definition).find((key) => !NOT_OPERATORS.includes(key));
  if (operator === undefined) throw rule.error("Variable", "has no comparison operator");
  const operand = rule.definition[operator]!;
  if (operator === "IsPresent") return (scope) => isPresent(variable, scope) === operand;
  if (operator === "StringMatches") {
    const pattern = compilePattern(rule.requiredString(operator));
    return (scope) => {
      const value = read(variable, scope);
      return typeof value === "string" && pattern.test(value);
    };
  }
  const test = Object.hasOwn(TYPE_TESTS, operator) ? TYPE_TESTS[operator] : undefined;
  if (test) return (scope) => test(read(variable, scope)) === operand;
  return compileOperator(rule, operator, operand, variable);
}

function compileOperator(rule: Fields, operator: string, operand: Json, variable: Path): Rule {
  const takesPath = operator.endsWith("Path");
  const name = takesPath ? operator.slice(0, -"Path".length) : operator;
  const compare = Object.hasOwn(COMPARISONS, name) ? COMPARISONS[name] : undefined;
  if (!compare) throw rule.error(operator, "is not a comparison");
  if (!takesPath) return (scope) => compare(read(variable, scope), operand);
  const other = rule.compiling(operator, () => compilePath(rule.requiredString(operator)));
  return (scope) => compare(read(variable, scope), read(other, scope));
}

function isPresent(path: Path, scope: Scope): boolean {
  try {
    path(scope);
    return true;
  } catch (error) {
    if (error instanceof InvalidPath) return false;
    throw error;
  }
}

function read(path: Path, scope: Scope): Json {
  try {
    return path(scope);
  } catch (error) {
    if (!(error instanceof InvalidPath)) throw error;
    throw runtimeFailure(
      `Invalid path '${path.text}': The choice state's condition path references an invalid value.`,
    );
  }
}
