import { InvalidPath } from "./errors";
import { JavaPattern } from "./javaPattern";
import { stripEnd, trim } from "./javaText";
import type { Criterion, Filter, JsonPath, Operand, Operator } from "./tokens";

type CompileOperand = (path: string) => JsonPath;

/** In the order in which they are looked for: the first that occurs anywhere, even in quotes, is the operator. */
const OPERATORS: readonly Operator[] = ["==", ">=", "<=", "!=", "<", ">", "=~"];

/**
 * Parses a `[?(…)]`. It is cut at every `&&` and `||`, even one in quotes.
 *
 * @param compileOperand compiles a path in it
 * @throws InvalidPath
 */
export function parseFilter(text: string, compileOperand: CompileOperand): { text: string; filter: Filter } {
  const condition = unwrap(unwrap(unwrap(text, "[", "]"), "?", ""), "(", ")");
  const segments = condition.split(/(?<=&&|\|\|)|(?=&&|\|\|)/).map(trim);
  const filter: Filter = [[]];
  for (const [index, segment] of segments.entries()) {
    const isOperator = segment === "&&" || segment === "||";
    const last = index === segments.length - 1;
    if (isOperator !== (index % 2 === 1) || (isOperator && last))
      throw new InvalidPath(`Invalid operators ${condition}`);
    if (segment === "||") filter.push([]);
    else if (!isOperator) filter.at(-1)!.push(parseCriterion(segment, compileOperand));
  }
  return { text: condition, filter: filter.reverse().map((criteria) => criteria.reverse()) };
}

function unwrap(text: string, start: string, end: string): string {
  const trimmed = trim(text);
  if (trimmed.length >= start.length + end.length && trimmed.startsWith(start) && trimmed.endsWith(end))
    return trim(trimmed.slice(start.length, trimmed.length - end.length));
  throw new InvalidPath(`Filter must start with '[?(' and end with ')]'. ${text}`);
}

function parseCriterion(text: string, compileOperand: CompileOperand): Criterion {
  const criterion = stripEnd(text.replace(/^[[?( ]+/, ""), ") ");
  if (criterion === "") throw new InvalidPath("a criterion of the filter is empty");
  const operator = OPERATORS.find((each) => criterion.includes(each));
  const index = operator === undefined ? criterion.length : criterion.indexOf(operator);
  const left = trim(criterion.slice(0, index));
  const right = trim(criterion.slice(index + (operator?.length ?? 0)));
  const negated = left.startsWith("!@");
  const leftOperand = parseOperand(negated ? left.slice(1) : left, compileOperand);
  if (operator === undefined) {
    if (leftOperand.kind === "path") return { kind: "exists", path: leftOperand.path, expected: !negated };
    throw new InvalidPath(
      `'${criterion}' is neither a path nor a comparison; there are ${OPERATORS.join(" ")}`,
    );
  }
  if (right.startsWith("!@"))
    throw new InvalidPath("Invalid negation! Can only be used for existence check e.g [?(!@.foo)]");
  return { kind: "comparison", operator, left: leftOperand, right: parseOperand(right, compileOperand) };
}

/** A path, a text in single quotes, a regular expression between slashes; everything else is a text as it stands. */
function parseOperand(text: string, compileOperand: CompileOperand): Operand {
  if (/^[$@]/.test(text)) return { kind: "path", path: compileOperand(text) };
  if (text.startsWith("'") && text.endsWith("'"))
    return { kind: "literal", text: between(text, text.length - 1) };
  if (!text.startsWith("/") || !/\/i?$/.test(text)) return { kind: "literal", text };
  return {
    kind: "pattern",
    pattern: new JavaPattern(between(text, text.lastIndexOf("/")), text.endsWith("i")),
  };
}

function between(text: string, end: number): string {
  if (end === 0) throw new InvalidPath(`'${text}' opens and does not close`);
  return text.slice(1, end);
}
