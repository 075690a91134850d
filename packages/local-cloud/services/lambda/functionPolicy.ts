import { checkPattern } from "../../aws/constraints";
import type { PolicyDocument } from "../../aws/policyDocument";
import { conflict, statementNotFound } from "./errors";

/** Where the policies of functions are kept: those that a deployment puts there are found too. */
export interface FunctionPolicies {
  putResourcePolicy(arn: string, document: PolicyDocument, name: string): void;
  deleteResourcePolicy(arn: string, name?: string): void;
  resourceDocuments(arn: string): Map<string, PolicyDocument>;
}

/** The input of `AddPermission`. */
export interface PermissionInput {
  StatementId: string;
  Action: string;
  Principal: string;
  SourceArn?: string;
  SourceAccount?: string;
  PrincipalOrgID?: string;
  FunctionUrlAuthType?: string;
}

/** The condition that each further member of a permission sets. */
const CONDITIONS = [
  ["SourceArn", "ArnLike", "AWS:SourceArn"],
  ["SourceAccount", "StringEquals", "AWS:SourceAccount"],
  ["PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"],
  ["FunctionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"],
] as const;

/** The document with the one statement of a permission ({@link https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html}). */
export function permissionDocument(input: PermissionInput, functionArn: string): PolicyDocument {
  const Condition: Record<string, Record<string, string>> = {};
  for (const [member, operator, key] of CONDITIONS) {
    const value = input[member];
    if (value) Condition[operator] = { ...Condition[operator], [key]: value };
  }
  const statement = {
    Sid: input.StatementId,
    Effect: "Allow",
    Principal: principalOf(input.Principal),
    Action: input.Action,
    Resource: functionArn,
    ...(Object.keys(Condition).length > 0 && { Condition }),
  };
  return { Version: "2012-10-17", Statement: [statement] };
}

function principalOf(principal: string): "*" | { Service: string } | { AWS: string } {
  if (principal === "*") return "*";
  if (principal.endsWith(".amazonaws.com")) return { Service: principal };
  return { AWS: /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal };
}

function statementsOf(document: PolicyDocument): unknown[] {
  const { Statement } = (typeof document === "string" ? JSON.parse(document) : document) as {
    Statement: unknown;
  };
  return [Statement].flat();
}

/** The policy of a function, or of a version or alias of it, statement by statement. */
export class FunctionPolicy {
  constructor(
    private readonly policies: FunctionPolicies,
    private readonly arn: string,
  ) {}

  /** Returns the statement. Throws `ResourceConflictException` if there is one with this id. */
  add(input: PermissionInput): unknown {
    const { StatementId } = input;
    checkPattern(StatementId, "statementId", "[a-zA-Z0-9-_]+");
    checkPattern(input.Action, "action", "lambda:[*]|lambda:[a-zA-Z]+|[*]");
    if (this.policies.resourceDocuments(this.arn).has(StatementId)) {
      throw conflict(
        `The statement id (${StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      );
    }
    const document = permissionDocument(input, this.arn);
    this.policies.putResourcePolicy(this.arn, document, StatementId);
    return statementsOf(document)[0];
  }

  /** Throws `ResourceNotFoundException`. */
  remove(statementId: string): void {
    if (!this.policies.resourceDocuments(this.arn).has(statementId)) throw statementNotFound(statementId);
    this.policies.deleteResourcePolicy(this.arn, statementId);
  }

  removeAll(): void {
    this.policies.deleteResourcePolicy(this.arn);
  }

  /** As JSON; undefined without a statement. */
  text(): string | undefined {
    const Statement = [...this.policies.resourceDocuments(this.arn).values()].flatMap(statementsOf);
    if (Statement.length === 0) return undefined;
    return JSON.stringify({ Version: "2012-10-17", Id: "default", Statement });
  }
}

/** For a cloud that decides nothing by policies: they are kept, and have no effect. */
export class UnenforcedPolicies implements FunctionPolicies {
  private readonly documents = new Map<string, Map<string, PolicyDocument>>();

  putResourcePolicy(arn: string, document: PolicyDocument, name: string): void {
    this.documents.set(arn, this.resourceDocuments(arn).set(name, document));
  }

  deleteResourcePolicy(arn: string, name?: string): void {
    if (name === undefined) this.documents.delete(arn);
    else this.documents.get(arn)?.delete(name);
  }

  resourceDocuments(arn: string): Map<string, PolicyDocument> {
    return this.documents.get(arn) ?? new Map();
  }
}
