/** What a policy lacks, as an error of AWS says it. */
export interface MissingStatement {
  /** The role's name, if it was one that was refused. */
  role?: string;
  statement: { Effect: "Allow"; Action: string; Resource: string };
}

/**
 * The statement that would have allowed a call. AWS's words, which the local run has too:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function missingStatement(message: string): MissingStatement | undefined {
  const [, user, action, resource] =
    /User: (\S+) is not authorized to perform: (\S+) on resource: ["']?([^\s"']+?)["']?(?=[\s,]|\.?$|\. )/.exec(
      message,
    ) ?? [];
  if (action === undefined || resource === undefined) return undefined;
  // An explicit deny is not cured by another statement.
  if (/with an explicit deny/.test(message)) return undefined;
  const [, role] = /:assumed-role\/([^/]+)\//.exec(user!) ?? [];
  return {
    ...(role !== undefined && { role }),
    statement: { Effect: "Allow", Action: action, Resource: resource },
  };
}
