import type { StatesPath } from "../jsonpath/statesPath";
import type { Criterion, Token } from "../jsonpath/tokens";
import type { Site } from "./site";

/**
 * Warns of what Step Functions accepts in a path and reads in another way than its author probably meant: it reads paths with a library
 * of 2015, Jayway JsonPath 2.0.0.
 */
export function warnOfSurprises(path: StatesPath, text: string, site: Site): void {
  const surprises = surprisesOfTokens(path.path.tokens);
  if (SLICE_WITH_STEP.test(text))
    surprises.push("a step has no effect in a slice: '[0:4:2]' is read as '[0:4]'");
  for (const surprise of new Set(surprises)) {
    site.report.add("WARNING", "SURPRISING_PATH", `In the path '${text}', ${surprise}`, site.location);
  }
}

const SLICE_WITH_STEP = /\[[\d -]*:[\d -]*:[\d -]*\]/;

const LAST = "write '[(@.length-1)]' for the last item";

const surprisesOfTokens = (tokens: readonly Token[]): string[] =>
  tokens.flatMap((token, index) => surprisesOf(token, tokens[index + 1]));

function surprisesOf(token: Token, next: Token | undefined): string[] {
  switch (token.kind) {
    case "names":
      return surprisesOfNames(token.names, next);
    case "index":
      return negativeIndexes([token.index]);
    case "indexes":
      return negativeIndexes(token.indexes);
    case "slice":
      return [...surprisesOfSlice(token), ...indexAfter(next)];
    case "filter":
      return [
        ...(token.filter ?? []).flat().flatMap(surprisesOfCriterion),
        ...surprisesOfGroups(token.text),
        ...indexAfter(next),
      ];
    default:
      return [];
  }
}

const negativeIndexes = (indexes: readonly number[]): string[] =>
  indexes
    .filter((index) => index < 0)
    .map((index) => `the index ${index} is out of bounds of every array, and fails the execution; ${LAST}`);

function surprisesOfNames(names: readonly string[], next: Token | undefined): string[] {
  if (names.length === 0) return ["the brackets name nothing: a ']' in quotes closes them"];
  if (names.length > 1 && next)
    return ["several names in brackets can only come last; what follows them fails the execution"];
  return names
    .filter((name) => /^\w+\(.*\)$/.test(name))
    .map(
      (name) =>
        `'${name}' is a property of that name: a path has no functions. Write States.ArrayLength(…) for the length of an array, or use JSONata`,
    );
}

function surprisesOfSlice({ from, to }: { from?: number; to?: number }): string[] {
  if (from === undefined || to === undefined || (from >= 0 && to >= 0)) return [];
  return [`a negative bound of '[${from}:${to}]' does not count from the end; only '[-n:]' and '[:-n]' do`];
}

const indexAfter = (next: Token | undefined): string[] =>
  next?.kind === "index" || next?.kind === "fromEnd"
    ? [
        "the index that follows a filter or a slice is applied to each item that was found, not to their list. Write States.ArrayGetItem(…, 0) for the first of them",
      ]
    : [];

function surprisesOfCriterion(criterion: Criterion): string[] {
  if (criterion.kind === "exists") {
    const { tokens } = criterion.path;
    const single = tokens.some(
      (token) => token.kind === "names" && token.names.some((name) => name.includes("=")),
    );
    return [...surprisesOfTokens(tokens), ...(single ? ["a single '=' is part of a name: write '=='"] : [])];
  }
  const { operator, left, right } = criterion;
  const operands = [left, right];
  const surprises = operands.flatMap((operand) => {
    if (operand.kind === "path") return surprisesOfTokens(operand.path.tokens);
    return operand.kind === "literal" && /^".*"$/s.test(operand.text)
      ? [
          `the text ${operand.text} is compared with its double quotes, and equals nothing without them; write '${operand.text.slice(1, -1)}' in single quotes`,
        ]
      : [];
  });
  if (operator === "=~" && !operands.some(({ kind }) => kind === "pattern"))
    surprises.push(
      "'=~' needs a regular expression between slashes, without which it fails the execution: '/…/', or '/…/i' to ignore case",
    );
  return surprises;
}

/** Parentheses group nothing, and `!` before one is part of a text. */
function surprisesOfGroups(condition: string): string[] {
  const code = condition.replace(/'(?:\\.|[^'\\])*'/g, "''").replace(/\/(?:\\.|[^/\\])*\//g, "//");
  if (/!\s*\(/.test(code))
    return ["'!(…)' negates nothing, and matches nothing: '!' works before a path only, as in '!@.a'"];
  return code.includes("&&") &&
    code.includes("||") &&
    /\((?!@\.(?:length|size))/.test(code.replaceAll("()", ""))
    ? [
        "parentheses group nothing: '&&' binds closer than '||' whatever they say. Write 'a && c || b && c' for '(a || b) && c'",
      ]
    : [];
}
