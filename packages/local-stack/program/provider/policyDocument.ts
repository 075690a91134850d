import { createHash } from "node:crypto";

interface StatementArgs {
  sid?: string;
  effect?: string;
  actions?: string[];
  notActions?: string[];
  resources?: string[];
  notResources?: string[];
  principals?: PrincipalArgs[];
  notPrincipals?: PrincipalArgs[];
  conditions?: { test: string; variable: string; values: string[] }[];
}

interface PrincipalArgs {
  type: string;
  identifiers: string[];
}

type Statement = Record<string, unknown>;

/**
 * `aws.iam.getPolicyDocument`: the policy as JSON. A statement replaces one with the same Sid in a source document, and
 * is itself replaced by one in an overriding document ({@link https://www.pulumi.com/registry/packages/aws/api-docs/iam/getpolicydocument/}).
 */
export function policyDocument(args: Record<string, unknown>): Record<string, unknown> {
  const own = (args.statements as StatementArgs[] | undefined) ?? [];
  const layers = [
    ...readDocuments(args.sourcePolicyDocuments),
    own.map(toStatement),
    ...readDocuments(args.overridePolicyDocuments),
  ];
  const document = {
    Version: args.version ?? "2012-10-17",
    ...(args.policyId ? { Id: args.policyId } : {}),
    Statement: layers.reduce(override, []),
  };
  const json = JSON.stringify(document, null, 2);
  const minifiedJson = JSON.stringify(document);
  return { id: createHash("sha1").update(json).digest("hex"), json, minifiedJson };
}

function readDocuments(documents: unknown): Statement[][] {
  const texts = (documents as string[] | undefined) ?? [];
  return texts.map((text) => {
    const { Statement: statements = [] } = JSON.parse(text) as { Statement?: Statement | Statement[] };
    return Array.isArray(statements) ? statements : [statements];
  });
}

function override(base: Statement[], layer: Statement[]): Statement[] {
  const named = new Set(layer.map((statement) => statement.Sid).filter(Boolean));
  return [...base.filter((statement) => !named.has(statement.Sid)), ...layer];
}

function toStatement(args: StatementArgs): Statement {
  return {
    ...(args.sid ? { Sid: args.sid } : {}),
    Effect: args.effect ?? "Allow",
    ...some("Principal", args.principals, toPrincipals),
    ...some("NotPrincipal", args.notPrincipals, toPrincipals),
    ...some("Action", args.actions, oneOrAll),
    ...some("NotAction", args.notActions, oneOrAll),
    ...some("Resource", args.resources, oneOrAll),
    ...some("NotResource", args.notResources, oneOrAll),
    ...some("Condition", args.conditions, toConditions),
  };
}

function some<T>(key: string, values: T[] | undefined, convert: (values: T[]) => unknown): Statement {
  return values && values.length > 0 ? { [key]: convert(values) } : {};
}

function oneOrAll(values: string[]): string | string[] {
  return values.length === 1 ? values[0]! : values;
}

function toPrincipals(principals: PrincipalArgs[]): unknown {
  if (principals.some(({ type }) => type === "*")) return "*";
  const byType: Record<string, string[]> = {};
  for (const { type, identifiers } of principals) byType[type] = [...(byType[type] ?? []), ...identifiers];
  return Object.fromEntries(
    Object.entries(byType).map(([type, identifiers]) => [type, oneOrAll(identifiers)]),
  );
}

function toConditions(conditions: { test: string; variable: string; values: string[] }[]): unknown {
  const byTest: Record<string, Record<string, string | string[]>> = {};
  for (const { test, variable, values } of conditions) {
    byTest[test] = { ...byTest[test], [variable]: oneOrAll(values) };
  }
  return byTest;
}
