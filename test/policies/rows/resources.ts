import type { AnyPolicy, Given, Row } from "../validate";

export const ACCOUNT = "123456789012";
export const ORGANIZATION = "o-a1b2c3d4e5";

type Json = Record<string, unknown>;

export const document = (...statements: Json[]): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((each) => ({ Effect: "Allow", ...each })),
  });

/** A resource with one property that is a policy of one statement. */
export const withPolicy =
  (type: string, property = "policy") =>
  (statement: Json): Given => ({ type, props: { [property]: document(statement) } });

export const resource =
  (type: string) =>
  (props: Json): Given => ({ type, props });

/** Rows of one policy: what is wrong, what is said of it, and the same put right. */
export const rowsOf = (
  policy: AnyPolicy,
  rows: readonly [title: string, broken: Given | Given[], violation: RegExp, fixed: Given | Given[]][],
): Row[] =>
  rows.map(([title, broken, violation, fixed]) => ({
    policy,
    title,
    broken,
    violations: [violation],
    fixed,
  }));
