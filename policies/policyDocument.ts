import { type Condition, conditionsOf } from "./conditions";

/** A statement of an IAM policy; single values are lists of one. */
export interface Statement {
  sid: string;
  effect: string;
  actions: string[];
  /** Whether it is negated: `NotAction`, `NotResource`. */
  inverted: boolean;
  resources: string[];
  /** By kind: `AWS`, `Service`, `Federated`, `CanonicalUser`. */
  principals: Record<string, string[]>;
  /** Whether it is for everyone but some: `NotPrincipal`. */
  exceptSome: boolean;
  conditions: Condition[];
}

type Json = Record<string, unknown>;

/** A text that should be a policy and is none. The message says why. */
export class UnreadablePolicyError extends Error {}

/**
 * Reads a policy, given as JSON text or as an object. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 *
 * @throws UnreadablePolicyError if it is no JSON object.
 */
export function statementsOf(document: unknown): Statement[] {
  if (document === undefined || document === null || document === "") return [];
  return list<Json>(read(document).Statement).map((statement, index) => ({
    sid: String(statement.Sid || `statement ${index + 1}`),
    effect: String(statement.Effect),
    actions: texts(statement.Action),
    inverted: statement.NotAction !== undefined || statement.NotResource !== undefined,
    resources: texts(statement.Resource),
    principals: principalsOf(statement.Principal),
    exceptSome: statement.NotPrincipal !== undefined,
    conditions: conditionsOf((statement.Condition ?? {}) as Record<string, Json>),
  }));
}

/** The statements of policies that allow something. */
export const allowing = (documents: readonly unknown[]): Statement[] =>
  documents.flatMap(statementsOf).filter(({ effect }) => effect === "Allow");

/** Whether a statement is for principals that it does not name. */
export const isEveryone = ({ principals, exceptSome }: Statement): boolean =>
  exceptSome || Object.values(principals).some((names) => names.some((name) => /[*?]/.test(name)));

function read(document: unknown): Json {
  const value = typeof document === "string" ? parse(document) : document;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new UnreadablePolicyError("it is not an object");
  return value as Json;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnreadablePolicyError(`it is not JSON: ${(error as Error).message}`);
  }
}

function principalsOf(principal: unknown): Record<string, string[]> {
  if (typeof principal === "string") return { AWS: [principal] };
  return Object.fromEntries(Object.entries(principal ?? {}).map(([kind, names]) => [kind, texts(names)]));
}

const list = <Item>(value: unknown): Item[] =>
  value === undefined ? [] : ((Array.isArray(value) ? value : [value]) as Item[]);
const texts = (value: unknown): string[] => list<unknown>(value).map(String);
