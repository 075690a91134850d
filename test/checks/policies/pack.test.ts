import assert from "node:assert/strict";
import * as path from "node:path";
import { USUAL_CONFIG } from "../../../checks/scenarios/scenario";
import { type PolicyResult, StartedPack } from "../../../packages/cli/policies/checkPolicies";
import { isViolated } from "../../../packages/cli/policies/render";
import { type Evaluation, loadStackConfig } from "../../../packages/local-stack";
import { policies } from "../../../policies/pack";
import { evaluatedWith } from "../../packages/local-stack/stack";

const STACKS = ["dev", "prod"] as const;
const ROOT = path.join(__dirname, "../../..");

const resultOf = (results: PolicyResult[], name: string) => results.find((each) => each.name === name)!;

describe("local: the policy pack over the evaluated program", function () {
  this.timeout(60_000);
  const packs: Partial<Record<string, StartedPack>> = {};

  const check = async (evaluation: Evaluation) => packs[evaluation.stack]!.check(evaluation);

  before(() => {
    for (const stack of STACKS) {
      const stackConfig = loadStackConfig(ROOT, stack);
      packs[stack] = new StartedPack({ directory: path.join(ROOT, "policies"), stack, stackConfig });
    }
  });

  after(async () => {
    for (const stack of STACKS) await packs[stack]?.close();
  });

  for (const stack of STACKS) {
    it(`holds in ${stack}`, async () => {
      const results = await check(await evaluatedWith(stack, USUAL_CONFIG));
      assert.deepEqual(
        results.filter(({ violations }) => violations.length > 0),
        [],
      );
      assert.deepEqual(
        results.map(({ name }) => name),
        policies.map(({ name }) => name),
      );
      const unused = results.filter(({ notApplicable }) => notApplicable !== undefined);
      assert.deepEqual(
        unused.filter(({ notApplicable }) => notApplicable !== "only in prod").map(({ name }) => name),
        ["named-sharing", "closed-networks", ...(stack === "prod" ? [] : ["key-rotation"])],
      );
      assert.ok(resultOf(results, "task-timeouts").checked! >= 7);
      assert.equal(resultOf(results, "live-alias").checked, undefined);
    });
  }

  it("finds what is wrong with a doctored one", async () => {
    const results = await check(doctored(await evaluatedWith("dev", USUAL_CONFIG)));
    assert.deepEqual(
      results.filter(isViolated).map(({ name }) => name),
      ["no-wildcard-actions", "no-wildcard-resources", "no-keys-in-outputs", "dead-letter-queues"],
    );
    const [violation] = resultOf(results, "no-wildcard-actions").violations;
    assert.match(violation!.urn, /::orders-policy$/);
    assert.match(violation!.message, /^statement 1 allows \*; name the actions/);
    assert.equal(violation!.mandatory, true);
    const [output] = resultOf(results, "no-keys-in-outputs").violations;
    assert.match(output!.message, /^output apiKeys holds the key of booking-api-key/);
    const [queue] = resultOf(results, "dead-letter-queues").violations;
    assert.match(queue!.urn, /::pipeline-review-queue$/);
  });
});

/** A copy with a role that may do everything, keys that are no secret, and a queue that sets nothing aside. */
function doctored(evaluation: Evaluation): Evaluation {
  const policy = JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } });
  return {
    ...evaluation,
    secretOutputs: [],
    resources: evaluation.resources.map((resource) => {
      if (resource.name === "orders-policy") return { ...resource, inputs: { ...resource.inputs, policy } };
      if (resource.name !== "pipeline-review-queue") return resource;
      return { ...resource, outputs: { ...resource.outputs, redrivePolicy: undefined } };
    }),
  };
}
