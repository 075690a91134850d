import assert from "node:assert/strict";
import { bookingScenarios } from "../../local/scenarios/bookings";
import { orderScenarios } from "../../local/scenarios/orders";
import { kindsOfBlockScenarios } from "../../local/scenarios/pipeline";
import { type Scenario, USUAL_CONFIG } from "../../local/scenarios/scenario";
import { type Running, stageOf, startStack } from "./stack";

const scenarios: Scenario[] = [...kindsOfBlockScenarios, ...bookingScenarios, ...orderScenarios];

for (const stack of ["dev", "prod"] as const) {
  describe(`all workflows of the ${stack} stack`, function () {
    this.timeout(60_000);
    let running: Running;

    before(async () => {
      running = await startStack(stack, USUAL_CONFIG);
    });
    after(() => running.close());

    for (const scenario of scenarios) {
      it(`${scenario.workflow}: ${scenario.title}`, async () => {
        const { services } = running;
        const { problems } = await scenario.run(stageOf(running));
        await services.clock.whenIdle();
        assert.deepEqual(problems, []);
        assert.deepEqual(
          services.cloud.iam.refusals.map(({ message }) => message),
          [],
        );
      });
    }
  });
}
