import type { PatternUse, StatementUse } from "../../local-cloud";
import type { Evaluation, Refusal, Resource } from "../../local-stack";
import { statementName } from "./statementName";

/** What the roles of a running stack were used for since it started. */
export interface UsageReport {
  roles: RoleReport[];
  /** What no policy allowed. */
  refusals: RefusalReport[];
}

export interface RoleReport {
  arn: string;
  /** Its name in the program; of a role that the program does not create, its name in AWS. */
  name: string;
  /** The names of the resources that have it. */
  usedBy: string[];
  statements: StatementReport[];
}

/** An `Allow` statement. */
export interface StatementReport {
  /** `trust`, the name of the inline policy, or the ARN of the managed one. */
  policy: string;
  /** Its `Sid`; without one, its policy's name with its position. */
  statement: string;
  /** How many requests it allowed. */
  count: number;
  actions: PatternUse[];
  resources: PatternUse[];
}

export interface RefusalReport {
  /** The role's name; absent where a resource's policy decided. */
  role?: string;
  /** `sqs:SendMessage` */
  action: string;
  resource: string;
  count: number;
  /** Absent where a statement denies it. */
  missingStatement?: object;
}

/** Reads the counts of a stack. */
export function usageReport(
  uses: readonly StatementUse[],
  refusals: readonly Refusal[],
  { resources }: Pick<Evaluation, "resources">,
): UsageReport {
  const nameOf = (arn: string) =>
    resources.find(({ custom, outputs }) => custom && outputs.arn === arn)?.name ??
    arn.slice(arn.lastIndexOf("/") + 1);
  const roles = [...new Set(uses.map(({ statement }) => statement.owner))].map((arn) => ({
    arn,
    name: nameOf(arn),
    usedBy: resources.filter((resource) => hasRole(resource, arn)).map(({ name }) => name),
    statements: uses.filter(({ statement }) => statement.owner === arn).map(statementReport),
  }));
  return {
    roles: roles.sort((a, b) => (a.name < b.name ? -1 : 1)),
    refusals: refusalReports(refusals, nameOf),
  };
}

const ROLE_PROPERTIES = ["roleArn", "role", "executionRoleArn"];

const hasRole = ({ type, custom, outputs }: Resource, arn: string): boolean =>
  custom && !type.startsWith("aws:iam/") && ROLE_PROPERTIES.some((property) => outputs[property] === arn);

function statementReport({ statement, count, actions, resources }: StatementUse): StatementReport {
  const { kind, index, sid } = statement;
  const policy = kind === "trust" ? "trust" : statement.policy;
  return { policy, statement: statementName(policy, index, sid), count, actions, resources };
}

/** One for each kind of call, with how often it was refused. */
function refusalReports(refusals: readonly Refusal[], nameOf: (arn: string) => string): RefusalReport[] {
  const reports = new Map<string, RefusalReport>();
  for (const { roleArn, action, resource, missingStatement } of refusals) {
    const key = JSON.stringify([roleArn, action, resource, missingStatement]);
    const report = reports.get(key) ?? {
      ...(roleArn !== undefined && { role: nameOf(roleArn) }),
      action,
      resource,
      count: 0,
      ...(missingStatement && { missingStatement }),
    };
    report.count++;
    reports.set(key, report);
  }
  return [...reports.values()];
}
