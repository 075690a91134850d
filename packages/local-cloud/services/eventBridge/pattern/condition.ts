import { invalidPattern } from "../errors";
import { isObject, type Json, type JsonObject } from "./json";
import { parseCidr, parseNumeric, parseWildcard, type ValueTest } from "./operators";

/** Whether the values of a field, none if it is absent, satisfy one element of the field's list in a pattern. */
export type Condition = (values: Json[]) => boolean;

export function compileCondition(wanted: Json): Condition {
  if (Array.isArray(wanted)) {
    throw invalidPattern("Match value must be String, number, true, false, or null");
  }
  if (!isObject(wanted)) return (values) => values.includes(wanted);
  const [operator, operand] = onlyMember(wanted);
  if (operator === "exists") {
    if (typeof operand !== "boolean") {
      throw invalidPattern("exists match pattern must be either true or false.");
    }
    return (values) => values.length > 0 === operand;
  }
  const parse = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (!parse) throw invalidPattern(`Unrecognized match type ${operator}`);
  const test = parse(operand);
  return (values) => values.some(test);
}

function onlyMember(object: JsonObject): [string, Json] {
  const [first, ...others] = Object.entries(object);
  if (!first) throw invalidPattern("Match expression name not found");
  if (others.length > 0) throw invalidPattern("Only one key allowed in match expression");
  return first;
}

const OPERATORS: Readonly<Record<string, (operand: Json) => ValueTest>> = {
  prefix: (operand) => parseAffix("prefix", operand),
  suffix: (operand) => parseAffix("suffix", operand),
  "equals-ignore-case": (operand) => {
    if (typeof operand !== "string") {
      throw invalidPattern("equals-ignore-case match pattern must be a string");
    }
    return equalsIgnoreCase(operand);
  },
  "anything-but": (operand) => {
    const excluded = parseExcluded(operand);
    return (value) => !excluded.some((test) => test(value));
  },
  numeric: parseNumeric,
  cidr: parseCidr,
  wildcard: parseWildcard,
};

type Affix = "prefix" | "suffix";

const AFFIX_TESTS: Readonly<Record<Affix, (text: string, affix: string) => boolean>> = {
  prefix: (text, affix) => text.startsWith(affix),
  suffix: (text, affix) => text.endsWith(affix),
};

function parseAffix(affix: Affix, operand: Json): ValueTest {
  if (isObject(operand)) {
    const [inner, text] = onlyMember(operand);
    if (inner === "equals-ignore-case" && typeof text === "string") {
      const lower = text.toLowerCase();
      return (value) => typeof value === "string" && AFFIX_TESTS[affix](value.toLowerCase(), lower);
    }
  }
  if (typeof operand !== "string") throw invalidPattern(`${affix} match pattern must be a string`);
  return hasAffix(affix, operand);
}

const hasAffix =
  (affix: Affix, text: string): ValueTest =>
  (value) =>
    typeof value === "string" && AFFIX_TESTS[affix](value, text);

function equalsIgnoreCase(text: string): ValueTest {
  const lower = text.toLowerCase();
  return (value) => typeof value === "string" && value.toLowerCase() === lower;
}

/** What `anything-but` excludes: a value, a list of texts or numbers, or what one of four operators accepts. */
function parseExcluded(operand: Json): ValueTest[] {
  if (isObject(operand)) {
    const [operator, inner] = onlyMember(operand);
    const parse = Object.hasOwn(EXCLUDING, operator) ? EXCLUDING[operator] : undefined;
    if (!parse) throw invalidPattern(`Unsupported anything-but pattern: ${operator}`);
    return (Array.isArray(inner) ? inner : [inner]).map(parse);
  }
  const values = Array.isArray(operand) ? operand : [operand];
  const types = new Set(values.map((value) => typeof value));
  if (!values.every((value) => typeof value === "string" || typeof value === "number")) {
    throw invalidPattern(
      Array.isArray(operand)
        ? "Inside anything but list, start|null|boolean is not supported."
        : "Value of anything-but must be an array or single string/number value.",
    );
  }
  if (types.size > 1) {
    throw invalidPattern(
      "Inside anything but list, either all values are number or string, mixed type is not supported",
    );
  }
  return [(value) => (values as Json[]).includes(value)];
}

const EXCLUDING: Readonly<Record<string, (operand: Json) => ValueTest>> = {
  prefix: (operand) => excludedAffix("prefix", operand),
  suffix: (operand) => excludedAffix("suffix", operand),
  "equals-ignore-case": (operand) => {
    if (typeof operand === "string") return equalsIgnoreCase(operand);
    throw invalidPattern(
      "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
    );
  },
  wildcard: parseWildcard,
};

function excludedAffix(affix: Affix, operand: Json): ValueTest {
  if (isObject(operand)) {
    throw invalidPattern("Value of anything-but must be an array or single string/number value.");
  }
  if (typeof operand !== "string") throw invalidPattern("prefix/suffix match pattern must be a string");
  if (operand === "") throw invalidPattern("Null prefix/suffix not allowed");
  return hasAffix(affix, operand);
}
