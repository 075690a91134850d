import { StopExecutionCommand } from "@aws-sdk/client-sfn";
import {
  Expectations,
  ended,
  type Outcome,
  type Scenario,
  type Stage,
  USUAL_CONFIG,
} from "../scenarios/scenario";
import { BookingClient } from "../workflows/booking/client";
import { MessengerClient } from "../workflows/messenger/client";
import { PipelineClient } from "../workflows/pipeline/client";

const exercise = (
  workflow: string,
  title: string,
  run: (stage: Stage, expect: Expectations) => Promise<string>,
): Scenario => ({
  workflow,
  title,
  config: USUAL_CONFIG,
  async run(stage): Promise<Outcome> {
    const expect = new Expectations();
    const result = await run(stage, expect);
    return { executionArns: [], result, problems: expect.problems };
  },
});

/** What the roles must allow in addition, and no scenario of `npm start` needs. */
export const EXERCISES: Scenario[] = [
  exercise("BookingWorkflow", "a booking queried, and started twice", async (stage, expect) => {
    const client = new BookingClient(stage);
    await client.open("301");
    await client.book("asked-301", "301");
    expect.equal("getBooking", (await client.booking("asked-301"))?.status, "HELD");
    const listed = await client.ask("{ listApartments(limit: 100) { items { id } } }");
    expect.match("listApartments", JSON.stringify(listed), /"301"/);
    const add = `mutation { addStepFunction(input: {id: "asked-301", arn: "${client.arn}", apartmentId: "301"}) { id } }`;
    const result = await client.ended("asked-301");
    expect.equal("addStepFunction", await client.ask(add), { addStepFunction: { id: "asked-301" } });
    return result;
  }),
  exercise("ModularBlockPipeline", "stopped while a block runs", async (stage, expect) => {
    const { stepFunctions } = stage;
    const client = new PipelineClient(stage, stepFunctions);
    const executionArn = await client.start({ name: "open", value: "undecided" });
    const review = () =>
      client.blocksOf(executionArn).find(({ machine }) => machine.arn.includes("-review-"));
    await until(stage, () => review()?.status === "RUNNING");
    await stepFunctions.send(new StopExecutionCommand({ executionArn }));
    await until(stage, () => review()?.status !== "RUNNING");
    expect.equal("the block", review()?.status, "ABORTED");
    return ended(stage, executionArn);
  }),
  exercise("MessengerWorkflow", "sent, set aside, continued as a new execution", async (stage, expect) => {
    const messenger = new MessengerClient(stage);
    await messenger.stopPumps();
    await messenger.put([
      { user: "anna", id: "good", text: "hello" },
      { user: "a group cannot have spaces", id: "bad", text: "hello" },
    ]);
    const pump = await messenger.startPump();
    const result = await ended(stage, pump.arn);
    expect.equal("whether a message is unsent", await messenger.hasUnsent(), false);
    await messenger.stopPumps();
    return result;
  }),
  exercise("MessengerWorkflow", "started by its schedule", async (stage) => {
    const messenger = new MessengerClient(stage);
    await messenger.stopPumps();
    const { clock } = stage.services;
    await clock.skipWhile(new Promise<void>((resolve) => clock.after(SCHEDULE_MS, resolve)));
    await clock.whenIdle();
    const started = messenger.runningPumps().length;
    await messenger.stopPumps();
    return started === 1 ? "started" : "no schedule";
  }),
];

/** A little more than from one start of the schedule to the next. */
const SCHEDULE_MS = 301_000;

const DEADLINE_MS = 30_000;

/** Waits in real time, since functions run in it, until `check` is true. */
async function until({ signal }: Stage, check: () => boolean): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!check()) {
    signal.throwIfAborted();
    if (performance.now() > deadline)
      throw new Error(`Timed out after ${DEADLINE_MS / 1000} s waiting for ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
