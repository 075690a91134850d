/** A statement of an IAM policy; single values are lists of one. */
export interface Statement {
  sid: string;
  effect: string;
  actions: string[];
  /** Whether it is negated: `NotAction`, `NotResource`. */
  inverted: boolean;
  resources: string[];
  principals: Record<string, string[]>;
  /** Operator → condition key, in lower case → values. */
  conditions: Record<string, Record<string, string[]>>;
}

type Json = Record<string, unknown>;

/** Reads a policy, given as JSON text or as an object. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export function statementsOf(document: unknown): Statement[] {
  if (document === undefined || document === null || document === "") return [];
  const { Statement } = (typeof document === "string" ? JSON.parse(document) : document) as Json;
  return list<Json>(Statement).map((statement, index) => ({
    sid: String(statement.Sid ?? `statement ${index + 1}`),
    effect: String(statement.Effect),
    actions: texts(statement.Action),
    inverted: statement.NotAction !== undefined || statement.NotResource !== undefined,
    resources: texts(statement.Resource),
    principals: principalsOf(statement.Principal),
    conditions: conditionsOf((statement.Condition ?? {}) as Record<string, Json>),
  }));
}

/** The values that a statement requires of a condition key, whatever the operator. */
export const demanded = ({ conditions }: Statement, key: string): string[] =>
  Object.values(conditions).flatMap((values) => values[key.toLowerCase()] ?? []);

function principalsOf(principal: unknown): Record<string, string[]> {
  if (typeof principal === "string") return { AWS: [principal] };
  return Object.fromEntries(Object.entries(principal ?? {}).map(([kind, names]) => [kind, texts(names)]));
}

function conditionsOf(conditions: Record<string, Json>): Statement["conditions"] {
  return Object.fromEntries(
    Object.entries(conditions).map(([operator, values]) => [
      operator,
      Object.fromEntries(Object.entries(values).map(([key, value]) => [key.toLowerCase(), texts(value)])),
    ]),
  );
}

const list = <Item>(value: unknown): Item[] =>
  value === undefined ? [] : ((Array.isArray(value) ? value : [value]) as Item[]);
const texts = (value: unknown): string[] => list<unknown>(value).map(String);
