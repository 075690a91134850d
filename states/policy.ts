import * as pulumi from "@pulumi/pulumi";

/** The value of a condition key. */
export type ConditionValue = pulumi.Input<string> | pulumi.Input<string>[];

/**
 * A statement of an IAM policy.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export interface PolicyStatement {
  /** Letters and digits. */
  Sid?: string;
  Effect: "Allow" | "Deny";
  /** Only in resource-based policies: the callers that the statement applies to. */
  Principal?: "*" | { [kind: string]: ConditionValue };
  Action: string[];
  Resource: pulumi.Input<string>[];
  /** By operator, then by condition key. */
  Condition?: { [operator: string]: { [key: string]: ConditionValue } };
}

/**
 * The JSON text of a policy. A resource that is repeated in a statement is written once; if statements have the same
 * `Sid`, the later ones are numbered, since IAM requires them to be unique.
 *
 * @throws Error if there are no statements: IAM rejects an empty policy.
 */
export function policyDocument(statements: readonly PolicyStatement[]): pulumi.Output<string> {
  if (statements.length === 0) throw new Error("An IAM policy needs at least one statement.");
  const unique = uniqueSids(statements);
  return pulumi.output(unique).apply((resolved) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: resolved.map((statement) => ({ ...statement, Resource: [...new Set(statement.Resource)] })),
    }),
  );
}

function uniqueSids(statements: readonly PolicyStatement[]): PolicyStatement[] {
  const taken = new Set(statements.map(({ Sid }) => Sid));
  const used = new Set<string>();
  return statements.map((statement) => {
    const { Sid } = statement;
    if (Sid === undefined) return statement;
    let unique = Sid;
    for (let turn = 2; used.has(unique) || (unique !== Sid && taken.has(unique)); turn++)
      unique = `${Sid}${turn}`;
    used.add(unique);
    return { ...statement, Sid: unique };
  });
}
