import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { type PolicyStatement, policyDocument, requiredPermissions, type Scope } from "../../../states";
import { outcome } from "../outcome";

export const SCOPE: Scope = { partition: "aws", region: "eu-west-1", accountId: "111122223333" };
export const SELF = "arn:aws:states:eu-west-1:111122223333:stateMachine:self";
export const CHILD = "arn:aws:states:eu-west-1:111122223333:stateMachine:child";
export const FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function";
export const TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table";

export const machine = (state: object) => ({
  QueryLanguage: "JSONata",
  StartAt: "A",
  States: { A: { Type: "Task", ...state } },
});

export const called = (action: string, Arguments?: object) =>
  machine({ Resource: `arn:aws:states:::${action}`, Arguments, End: true });

export const allow = (Sid: string, Action: string | string[], ...Resource: string[]): PolicyStatement => ({
  Sid,
  Effect: "Allow",
  Action: [Action].flat(),
  Resource,
});

/** The statements as they are in the policy: outputs resolved, no resource twice. */
export const resolved = async (statements: PolicyStatement[]): Promise<PolicyStatement[]> =>
  statements.length === 0 ? [] : JSON.parse(await outcome(policyDocument(statements))).Statement;

/** That the permissions are the same with a scope of texts and of outputs. */
export function itNeeds(title: string, definition: object, expected: PolicyStatement[], scope = SCOPE): void {
  it(title, async () => {
    assert.deepEqual(requiredPermissions(definition, scope), expected);
    const late = {
      ...scope,
      partition: pulumi.output(scope.partition),
      region: pulumi.output(scope.region),
      accountId: pulumi.output(scope.accountId),
    };
    assert.deepEqual(
      await resolved(requiredPermissions(definition, late)),
      expected,
      "with outputs as scope",
    );
  });
}

/** What every error about permissions says first. */
export const SUMMARY = "the permissions of its state machine cannot be derived from the definition:";
