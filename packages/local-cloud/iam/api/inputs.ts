import { notServed } from "../../aws/service";
import { invalidMember } from "../errors";

/** Members are texts, or lists and objects of them, as the query protocol sends them. */
export type Input = Record<string, unknown>;

const ROLE = ["RoleName"];
const ROLE_POLICY = ["RoleName", "PolicyName"];
const ATTACHMENT = ["RoleName", "PolicyArn"];
const POLICY = ["PolicyArn"];
const VERSION = ["PolicyArn", "VersionId"];

/** The operations, and what each must be given. */
const REQUIRED = {
  AttachRolePolicy: ATTACHMENT,
  CreatePolicy: ["PolicyName", "PolicyDocument"],
  CreatePolicyVersion: ["PolicyArn", "PolicyDocument"],
  CreateRole: ["RoleName", "AssumeRolePolicyDocument"],
  DeletePolicy: POLICY,
  DeletePolicyVersion: VERSION,
  DeleteRole: ROLE,
  DeleteRolePermissionsBoundary: ROLE,
  DeleteRolePolicy: ROLE_POLICY,
  DetachRolePolicy: ATTACHMENT,
  GetContextKeysForCustomPolicy: ["PolicyInputList"],
  GetContextKeysForPrincipalPolicy: ["PolicySourceArn"],
  GetPolicy: POLICY,
  GetPolicyVersion: VERSION,
  GetRole: ROLE,
  GetRolePolicy: ROLE_POLICY,
  GetUser: [],
  ListAttachedRolePolicies: ROLE,
  ListEntitiesForPolicy: POLICY,
  ListPolicies: [],
  ListPolicyTags: POLICY,
  ListPolicyVersions: POLICY,
  ListRolePolicies: ROLE,
  ListRoleTags: ROLE,
  ListRoles: [],
  PutRolePermissionsBoundary: ["RoleName", "PermissionsBoundary"],
  PutRolePolicy: [...ROLE_POLICY, "PolicyDocument"],
  SetDefaultPolicyVersion: VERSION,
  SimulateCustomPolicy: ["PolicyInputList", "ActionNames"],
  SimulatePrincipalPolicy: ["PolicySourceArn", "ActionNames"],
  TagPolicy: ["PolicyArn", "Tags"],
  TagRole: ["RoleName", "Tags"],
  UntagPolicy: ["PolicyArn", "TagKeys"],
  UntagRole: ["RoleName", "TagKeys"],
  UpdateAssumeRolePolicy: ["RoleName", "PolicyDocument"],
  UpdateRole: ROLE,
  UpdateRoleDescription: ["RoleName", "Description"],
} as const satisfies Record<string, readonly string[]>;

export type OperationName = keyof typeof REQUIRED;

export const OPERATIONS: ReadonlySet<string> = new Set(Object.keys(REQUIRED));

const NAME = "[\\w+=,.@-]+";
const PATTERNS: Readonly<Record<string, { pattern: string; maximum: number }>> = {
  Path: { pattern: "(\\/)|(\\/[!-~]+\\/)", maximum: 512 },
  PolicyName: { pattern: NAME, maximum: 128 },
  RoleName: { pattern: NAME, maximum: 64 },
};

/** Checks that an input has what the operation requires, and that names are well-formed. */
export function checkInput(operation: string, input: Input): asserts operation is OperationName {
  if (!OPERATIONS.has(operation)) throw notServed(operation, OPERATIONS, "InvalidAction", 400);
  for (const member of REQUIRED[operation as OperationName])
    if (input[member] === undefined) throw invalidMember(undefined, camelCase(member), "not be null");
  for (const [member, { pattern, maximum }] of Object.entries(PATTERNS)) {
    const value = input[member];
    if (value === undefined) continue;
    if (typeof value !== "string" || !new RegExp(`^(?:${pattern})$`).test(value)) {
      throw invalidMember(value, camelCase(member), `satisfy regular expression pattern: ${pattern}`);
    }
    if (value.length > maximum)
      throw invalidMember(value, camelCase(member), `have length less than or equal to ${maximum}`);
  }
}

const camelCase = (member: string) => member.charAt(0).toLowerCase() + member.slice(1);

/** A list; empty if it is absent. */
export const listOf = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : []);

export const optionalText = (value: unknown): string | undefined =>
  value === undefined ? undefined : String(value);
