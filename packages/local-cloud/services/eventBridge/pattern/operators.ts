import { BlockList, isIP } from "node:net";
import { invalidPattern } from "../errors";
import type { Json } from "./json";

export type ValueTest = (value: Json) => boolean;

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  "=": (value, bound) => value === bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

/** `["=", 5]`, `["<", 10]` or a range, `[">", 0, "<=", 5]`. */
export function parseNumeric(operand: Json): ValueTest {
  if (!Array.isArray(operand)) throw invalidPattern("Value of numeric must be an array.");
  const [operator, bound, upperOperator, upper, ...others] = operand;
  const first = comparison(operator);
  const low = numericBound(operator, bound);
  if (operand.length <= 2) return (value) => typeof value === "number" && first(value, low);
  if (operator !== ">" && operator !== ">=") {
    throw invalidPattern("Too many elements in numeric expression");
  }
  if (typeof upperOperator !== "string") {
    throw invalidPattern(`Bad value in numeric range: ${JSON.stringify(upperOperator)}`);
  }
  if (upperOperator !== "<" && upperOperator !== "<=") {
    throw invalidPattern(`Bad numeric range operator: ${upperOperator}`);
  }
  const high = numericBound(upperOperator, upper);
  if (high <= low) throw invalidPattern("Bottom must be less than top");
  if (others.length > 0) throw invalidPattern("Too many terms in numeric range expression");
  const second = comparison(upperOperator);
  return (value) => typeof value === "number" && first(value, low) && second(value, high);
}

function comparison(operator: Json | undefined): (value: number, bound: number) => boolean {
  if (typeof operator !== "string") {
    throw invalidPattern(`Invalid member in numeric match: ${JSON.stringify(operator) ?? "]"}`);
  }
  const found = Object.hasOwn(COMPARISONS, operator) ? COMPARISONS[operator] : undefined;
  if (!found) throw invalidPattern(`Unrecognized numeric range operator: ${operator}`);
  return found;
}

function numericBound(operator: Json | undefined, bound: Json | undefined): number {
  if (typeof bound === "number") return bound;
  throw invalidPattern(`Value of ${operator === "=" ? "equals" : operator} must be numeric`);
}

/** `10.0.0.0/24` */
export function parseCidr(operand: Json): ValueTest {
  // AWS's own message names the wrong operator.
  if (typeof operand !== "string") throw invalidPattern("prefix match pattern must be a string");
  const [address = "", mask = "", ...others] = operand.split("/");
  if (others.length > 0 || !operand.includes("/")) {
    throw invalidPattern("Malformed CIDR, one '/' required");
  }
  if (!/^\d+$/.test(mask)) throw invalidPattern("Malformed CIDR, mask bits must be an integer");
  const version = isIP(address);
  if (version === 0) throw invalidPattern(`Nonstandard IP address: ${address}`);
  const bits = version === 4 ? 32 : 128;
  if (Number(mask) > bits) throw invalidPattern(`IPv${version} mask bits must be at most ${bits}`);
  const family = version === 4 ? "ipv4" : "ipv6";
  const subnet = new BlockList();
  subnet.addSubnet(address, Number(mask), family);
  return (value) => typeof value === "string" && isIP(value) === version && subnet.check(value, family);
}

/** `*` matches any text, `\*` and `\\` for the characters themselves. */
export function parseWildcard(operand: Json): ValueTest {
  if (typeof operand !== "string") throw invalidPattern("wildcard match pattern must be a string");
  const pieces = [""];
  for (let at = 0; at < operand.length; at++) {
    const character = operand[at]!;
    if (character === "*") {
      if (operand[at + 1] === "*") throw invalidPattern(`Consecutive wildcard characters at pos ${at + 1}`);
      pieces.push("");
      continue;
    }
    if (character === "\\" && !["*", "\\"].includes(operand[++at] ?? "")) {
      throw invalidPattern(`Invalid escape character at pos ${at - 1}`);
    }
    pieces.push(pieces.pop()! + operand[at]);
  }
  return matchesPieces(pieces);
}

/** Whether a text consists of these pieces with any text between them. */
function matchesPieces([first = "", ...rest]: string[]): ValueTest {
  const last = rest.pop();
  if (last === undefined) return (value) => value === first;
  return (value) => {
    if (typeof value !== "string" || !value.startsWith(first) || !value.endsWith(last)) return false;
    let at = first.length;
    for (const piece of rest) {
      const found = value.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return at <= value.length - last.length;
  };
}
