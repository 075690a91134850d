/** A difference between two values: where, and what there was and is; undefined for nothing. */
export interface ValueChange {
  path: string;
  before: unknown;
  after: unknown;
}

/** The innermost differences between two values. Texts that hold JSON objects or lists are compared as what they hold. */
export function valueChanges(before: unknown, after: unknown, path = ""): ValueChange[] {
  const [a, b] = [opened(before), opened(after)];
  if (Object.is(a, b)) return [];
  if (Array.isArray(a) && Array.isArray(b)) {
    const indexes = Array.from({ length: Math.max(a.length, b.length) }, (_, index) => index);
    return indexes.flatMap((index) => valueChanges(a[index], b[index], `${path}[${index}]`));
  }
  if (isObject(a) && isObject(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
    return keys.flatMap((key) => valueChanges(a[key], b[key], path + step(key, path === "")));
  }
  return [{ path, before, after }];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

function opened(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    // A text that only begins like JSON: `{% $states.input %}`.
    return value;
  }
}

const step = (key: string, isFirst: boolean): string =>
  /^[\w:-]+$/.test(key) ? (isFirst ? key : `.${key}`) : `[${JSON.stringify(key)}]`;

const LONGEST = 60;

/** `retentionInDays: 7 → 30`, values only where they are short; of code, of which only digests are known, that it changed. */
export function describeChange({ path, before, after }: ValueChange): string {
  const code = /^(.+)\.sha256$/.exec(path)?.[1];
  if (code) return `${code}: other contents`;
  const [was, is] = [shown(before), shown(after)];
  if (was === undefined || is === undefined) {
    return before === undefined ? `${path}: added` : after === undefined ? `${path}: removed` : path;
  }
  return `${path}: ${was} → ${is}`;
}

function shown(value: unknown): string | undefined {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length <= LONGEST ? text : undefined;
}
