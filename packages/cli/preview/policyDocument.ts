import type { ResourceNames } from "./resourceNames";

/** A statement of a policy, as it is in the document. */
export type Statement = Record<string, unknown>;

/** Marks what an auditor should examine. */
export const CAUTION = "⚠ ";

/** The statements of a document, given as JSON text or as a value; undefined where it cannot be read. */
export function statementsOf(document: unknown): Statement[] | undefined {
  const value = typeof document === "string" ? parse(document) : document;
  const statements = isObject(value) ? listOf(value.Statement) : [];
  return statements.length > 0 && statements.every(isObject) ? statements : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Masked, or only known once something else is deployed.
    return undefined;
  }
}

const OPERATORS: Record<string, string> = {
  ArnEquals: "is",
  ArnLike: "is like",
  Bool: "is",
  NumericLessThanEquals: "is at most",
  StringEquals: "is",
  StringLike: "is like",
  StringNotEquals: "is not",
};

/** `, where kms:ViaService is s3.us-east-1.amazonaws.com`; nothing without a condition. */
export function describeCondition(condition: unknown, names: ResourceNames): string {
  if (!isObject(condition)) return "";
  const tests = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(isObject(keys) ? keys : {}).map(([key, value]) => {
      const values = textsOf(value).map((each) =>
        each.startsWith("arn:") ? names.describe(each).text : each,
      );
      return `${key} ${OPERATORS[operator] ?? operator} ${values.join(" or ")}`;
    }),
  );
  return tests.length > 0 ? `, where ${tests.join(" and ")}` : "";
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** What a policy may write as one text or as a list of them. */
export const textsOf = (value: unknown): string[] => listOf(value).map(String);
