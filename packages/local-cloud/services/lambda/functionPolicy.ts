import { checkPattern } from "../../aws/constraints";
import type { PolicyDocument } from "../../aws/policyDocument";
import type { ResourcePolicies } from "../../aws/resourcePolicies";
import { conflict, statementNotFound } from "./errors";

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
    private readonly policies: ResourcePolicies,
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
