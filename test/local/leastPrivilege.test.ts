import assert from "node:assert/strict";
import type { Evaluation, Resource } from "../../local/evaluate/evaluation";
import { evaluated, start } from "./stack";

interface Statement {
  Sid: string;
  Action: string[];
  Resource: string[];
}

const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";

const statementsOf = ({ inputs }: Resource): Statement[] => JSON.parse(String(inputs.policy)).Statement;

/** The evaluation without one statement of one role's policy. */
function without(evaluation: Evaluation, policy: Resource, statement: Statement): Evaluation {
  const left = statementsOf(policy).filter(({ Sid }) => Sid !== statement.Sid);
  const emptied = { Version: "2012-10-17", Statement: left };
  return {
    ...evaluation,
    resources: evaluation.resources.map((resource) =>
      resource === policy
        ? { ...resource, inputs: { ...resource.inputs, policy: JSON.stringify(emptied) } }
        : resource,
    ),
  };
}

/** Every refusal of a whole run: deployment, and the pipeline from end to end. */
async function refusalsOf(evaluation: Evaluation): Promise<string[]> {
  let running: Awaited<ReturnType<typeof start>>;
  try {
    running = await start(evaluation);
  } catch (error) {
    return [(error as Error).message];
  }
  try {
    await running.run({ name: "serverless-pattern", value: "block" });
    // The function still writes its log.
    await running.services.clock.whenIdle();
    return running.services.cloud.iam.refusals.map(({ message }) => message);
  } finally {
    await running.close();
  }
}

for (const stack of ["dev", "prod"] as const) {
  describe(`least privilege of the ${stack} stack`, function () {
    this.timeout(60_000);

    it("refuses no call", async () => {
      assert.deepEqual(await refusalsOf(await evaluated(stack, ["A", "trim", "review"])), []);
    });

    it("needs every statement of every role: without it the run fails, and says role, action and resource", async () => {
      const evaluation = await evaluated(stack, ["A", "trim", "review"]);
      const policies = evaluation.resources.filter(({ type }) => type === ROLE_POLICY);
      assert.equal(policies.length, 6);
      for (const policy of policies) {
        for (const statement of statementsOf(policy)) {
          const role = String(policy.inputs.role);
          const refusals = await refusalsOf(without(evaluation, policy, statement));
          const named = refusals.some(
            (refusal) =>
              refusal.includes(role) &&
              statement.Action.some((action) => refusal.includes(action)) &&
              statement.Resource.some((resource) => refusal.includes(resource.replace(/\*$/, ""))),
          );
          assert.ok(named, `without ${statement.Sid} of ${role}: ${refusals.join("; ") || "no refusal"}`);
        }
      }
    });
  });
}
