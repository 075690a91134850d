/** Any run of characters. */
const ANY = Symbol("*");
/** Any one character. */
const ONE = Symbol("?");

/** Where the value of a policy variable comes from; `undefined` if the request does not have it. */
export type VariableLookup = (key: string) => readonly string[] | undefined;

/** `${aws:PrincipalArn}`, or with a default: `${aws:PrincipalTag/team, 'none'}`. */
interface Variable {
  key: string;
  fallback?: string;
}

/**
 * Text with wildcards and policy variables
 * ({@link https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html}).
 */
export type Pattern = readonly (string | typeof ANY | typeof ONE | Variable)[];

/** A pattern whose variables have been replaced: one entry a character or wildcard. */
export type ResolvedPattern = readonly (string | typeof ANY | typeof ONE)[];

const VARIABLE = /^\$\{\s*([^{},\s]+)\s*(?:,\s*'([^']*)'\s*)?\}/;
const ESCAPES = new Set(["*", "?", "$"]);

/** @param variables false for policies older than version 2012-10-17, where `${…}` is plain text. */
export function parsePattern(text: string, options: { variables: boolean; wildcards: boolean }): Pattern {
  const pattern: Pattern[number][] = [];
  for (let at = 0; at < text.length; ) {
    const variable = options.variables && text[at] === "$" ? VARIABLE.exec(text.slice(at)) : null;
    if (variable) {
      const [whole, key = "", fallback] = variable;
      pattern.push(ESCAPES.has(key) ? key : { key, ...(fallback === undefined ? {} : { fallback }) });
      at += whole.length;
      continue;
    }
    const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
    at += char.length;
    pattern.push(options.wildcards && char === "*" ? ANY : options.wildcards && char === "?" ? ONE : char);
  }
  return pattern;
}

/** The text that a pattern was read from, variables without the white space that may have been in them. */
export function patternText(pattern: Pattern): string {
  const texts = pattern.map((part) => {
    if (part === ANY) return "*";
    if (part === ONE) return "?";
    if (typeof part === "string") return part;
    const { key, fallback } = part as Variable;
    return fallback === undefined ? `\${${key}}` : `\${${key}, '${fallback}'}`;
  });
  return texts.join("");
}

/** A pattern's text with its variables replaced; `undefined` if one has no single value, so that nothing matches. */
export function resolvePattern(pattern: Pattern, lookup: VariableLookup): ResolvedPattern | undefined {
  const resolved: ResolvedPattern[number][] = [];
  for (const part of pattern) {
    if (typeof part !== "object") {
      resolved.push(part);
      continue;
    }
    const values = lookup(part.key);
    const value = values?.length === 1 ? values[0] : part.fallback;
    if (value === undefined) return undefined;
    resolved.push(...value);
  }
  return resolved;
}

/** Whether the whole text matches. Takes at most the product of both lengths. */
export function matches(pattern: ResolvedPattern, text: string): boolean {
  const characters = [...text];
  let at = 0;
  let part = 0;
  let star = -1;
  let resume = 0;
  while (at < characters.length) {
    if (pattern[part] === ANY) {
      star = part++;
      resume = at;
    } else if (part < pattern.length && (pattern[part] === ONE || pattern[part] === characters[at])) {
      part++;
      at++;
    } else if (star >= 0) {
      part = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  return pattern.slice(part).every((rest) => rest === ANY);
}

export function matchesIgnoringCase(pattern: ResolvedPattern, text: string): boolean {
  const lower = pattern.map((part) => (typeof part === "string" ? part.toLowerCase() : part));
  return matches(lower, text.toLowerCase());
}

/**
 * The components of an ARN pattern. Each is matched separately, and those left out match anything, as `arn:aws:sqs` is
 * completed to `arn:aws:sqs:*:*:*`. A lone `*` is one component and matches everything.
 */
export function parseArnPattern(text: string, options: { variables: boolean }): Pattern[] {
  const parse = (part: string) => parsePattern(part, { ...options, wildcards: true });
  if (/^\*+$/.test(text)) return [parse("*")];
  const components = splitArn(text, options.variables);
  while (components.length < ARN_COMPONENTS) components.push("*");
  return components.map(parse);
}

export function matchesArn(components: Pattern[], arn: string, lookup: VariableLookup): boolean {
  const parts = components.length === 1 ? [arn] : splitArn(arn, false);
  if (parts.length !== components.length) return false;
  return components.every((component, index) => {
    const resolved = resolvePattern(component, lookup);
    return resolved !== undefined && matches(resolved, parts[index] ?? "");
  });
}

const ARN_COMPONENTS = 6;

/** Splits at the first five colons outside of variables. */
function splitArn(text: string, variables: boolean): string[] {
  const components: string[] = [];
  let component = "";
  let inVariable = false;
  for (let at = 0; at < text.length; at++) {
    if (variables && text.startsWith("${", at)) inVariable = true;
    else if (text[at] === "}") inVariable = false;
    if (text[at] === ":" && !inVariable && components.length < ARN_COMPONENTS - 1) {
      components.push(component);
      component = "";
    } else {
      component += text.charAt(at);
    }
  }
  return [...components, component];
}
