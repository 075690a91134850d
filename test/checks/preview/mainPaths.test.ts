import assert from "node:assert/strict";
import { runMainPaths } from "../../../checks/preview/mainPaths";
import type { LocalStack } from "../../../packages/local-stack";
import { resource } from "../../packages/local-stack/resource";

/** A stack with these outputs that cannot be deployed. */
function broken(outputs: Record<string, unknown>): { stack: LocalStack; deployed: string[] } {
  const deployed: string[] = [];
  const evaluation = {
    outputs: { ...outputs, key: "hunter22" },
    secretOutputs: ["key"],
    resources: [
      resource("aws:scheduler/schedule:Schedule", "tick"),
      resource("aws:sqs/queue:Queue", "queue", { id: "queue" }),
    ],
  };
  const stack = {
    evaluate: async () => evaluation,
    deploy: async ({ resources }: typeof evaluation) => {
      deployed.push(...resources.map(({ name }) => name));
      throw new Error("queue 'hunter22' could not be created");
    },
  };
  return { stack: stack as unknown as LocalStack, deployed };
}

describe("preview: main paths", () => {
  it("say why they could not be run, without secrets; schedules are not deployed", async () => {
    const { stack, deployed } = broken({ bookingArn: "arn", messengerArn: "arn" });
    const problem = "queue '[secret]' could not be created";
    assert.deepEqual(await runMainPaths(stack), [
      { workflow: "BookingWorkflow", title: "booked and paid", problem },
      { workflow: "MessengerWorkflow", title: "a message", problem },
    ]);
    assert.deepEqual(deployed, ["queue"]);
  });

  it("are those of the workflows that there are", async () => {
    assert.deepEqual(await runMainPaths(broken({}).stack), []);
  });
});
