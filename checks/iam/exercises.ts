import { StartExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import type { Execution } from "../../packages/local-cloud";
import { BookingsClient } from "../scenarios/booking";
import {
  Expectations,
  ended,
  type Outcome,
  type Scenario,
  type Stage,
  USUAL_CONFIG,
} from "../scenarios/scenario";

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

/** What the roles must allow besides, and no scenario of `npm start` comes to. */
export const EXERCISES: Scenario[] = [
  exercise("BookingWorkflow", "a booking asked for, and started twice", async (stage, expect) => {
    const client = new BookingsClient(stage);
    await client.open("301");
    await client.book("asked-301", "301");
    const { data } = await client.query(
      '{ getBooking(id: "asked-301") { status } listApartments(limit: 100) { items { id } } }',
    );
    expect.equal("getBooking", data?.getBooking, { status: "HELD" });
    expect.match("listApartments", JSON.stringify(data?.listApartments), /"301"/);
    const add = `mutation { addStepFunction(input: {id: "asked-301", arn: "${stage.outputs.bookingArn}", apartmentId: "301"}) { id } }`;
    const result = await client.ended("asked-301");
    expect.equal("addStepFunction", (await client.query(add)).data?.addStepFunction, { id: "asked-301" });
    return result;
  }),
  exercise("ModularBlockPipeline", "stopped while a block runs", async (stage, expect) => {
    const { stepFunctions, services, outputs } = stage;
    const { executionArn } = await stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn: String(outputs.pipelineArn),
        input: JSON.stringify({ Output: { input: { name: "open", value: "undecided" } } }),
      }),
    );
    const review = () =>
      services.stepFunctions
        .executions()
        .find(({ startedBy, machine }) => startedBy === executionArn && machine.arn.includes("-review-"));
    await until(stage, () => review()?.status === "RUNNING");
    await stepFunctions.send(new StopExecutionCommand({ executionArn }));
    await until(stage, () => review()?.status !== "RUNNING");
    expect.equal("the block", review()?.status, "ABORTED");
    return ended(stage, executionArn!);
  }),
  exercise("MessengerWorkflow", "sent, set aside, gone on as a new execution", async (stage, expect) => {
    const messenger = new PumpExercise(stage);
    await messenger.stop();
    await messenger.put("anna", "good");
    await messenger.put("a group cannot have spaces", "bad");
    const pump = await messenger.start();
    const result = await ended(stage, pump);
    expect.equal("the unsent messages", await messenger.unsent(), 0);
    await messenger.stop();
    return result;
  }),
  exercise("MessengerWorkflow", "started by its schedule", async (stage) => {
    const messenger = new PumpExercise(stage);
    await messenger.stop();
    const { clock } = stage.services;
    await clock.skipWhile(new Promise<void>((resolve) => clock.after(SCHEDULE_MS, resolve)));
    await clock.whenIdle();
    const started = messenger.running().length;
    await messenger.stop();
    return started === 1 ? "started" : "no schedule";
  }),
];

/** A little more than from one start of the schedule to the next. */
const SCHEDULE_MS = 301_000;

/** The pump and its table, as the exercises use them. */
class PumpExercise {
  private readonly table: string;

  constructor(private readonly stage: Stage) {
    this.table = String(stage.outputs.messengerTable);
  }

  async put(user: string, id: string): Promise<void> {
    await this.call("dynamodb", "PutItem", {
      TableName: this.table,
      Item: {
        user_name: { S: user },
        message_id: { S: id },
        message: { S: "hello" },
        sent: { BOOL: false },
        unsent: { S: "yes" },
      },
    });
  }

  /** How many messages are still to be sent. */
  async unsent(): Promise<number> {
    const { Count } = await this.call("dynamodb", "Query", {
      TableName: this.table,
      IndexName: "unsent",
      KeyConditionExpression: "unsent = :yes",
      ExpressionAttributeValues: { ":yes": { S: "yes" } },
    });
    return Number(Count);
  }

  /** The execution's ARN. */
  async start(): Promise<string> {
    const { executionArn } = await this.call("states", "StartExecution", {
      stateMachineArn: this.stage.outputs.messengerArn,
    });
    return String(executionArn);
  }

  running(): Execution[] {
    const machineArn = String(this.stage.outputs.messengerArn).replace(/:live$/, "");
    return this.stage.services.stepFunctions
      .executions()
      .filter(({ machine, status }) => machine.arn === machineArn && status === "RUNNING");
  }

  /** Stops every pump. */
  async stop(): Promise<void> {
    for (const { arn } of this.running()) await this.call("states", "StopExecution", { executionArn: arn });
  }

  private call(service: string, operation: string, input: object): Promise<Record<string, unknown>> {
    const { cloud } = this.stage.services;
    return cloud.call(cloud.administrator, service, operation, input);
  }
}

const DEADLINE_MS = 30_000;

/** Waits in real time, as functions run, for what executions come to. */
async function until({ signal }: Stage, check: () => boolean): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!check()) {
    signal.throwIfAborted();
    if (performance.now() > deadline) throw new Error(`not within ${DEADLINE_MS / 1000} s: ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
