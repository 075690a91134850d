import {
  measureMessage,
  measurePipeline,
  measureRound,
  onStage,
  SELF_STARTING,
} from "../../checks/preview/mainPaths";
import { Meter } from "../../checks/scenarios/meter";
import type { Stage } from "../../checks/scenarios/scenario";
import { BookingClient, statusOrError } from "../../checks/workflows/booking/client";
import { OrdersClient, order } from "../../checks/workflows/orders/client";
import type { Usage } from "../../packages/cli";
import type { LocalStack } from "../../packages/local-stack";
import { median } from "../measure";
import { assumedUsage } from "./assumedUsage";
import { billOf, times } from "./bill";
import { measureIdleRun } from "./idleRun";
import { ROUNDS_OF_DAY } from "./seeds";

/** A path of a workflow of this repository, measured on the program as it is deployed. */
export interface OurPath {
  workflow: string;
  path: string;
  measure(stage: Stage): Promise<Usage>;
}

/** The paths of one configuration. */
export interface Configured {
  config: Record<string, string>;
  paths: OurPath[];
}

const pipeline = (path: string): OurPath => ({
  workflow: "ModularBlockPipeline",
  path,
  measure: (stage) => assumedUsage(stage, measurePipeline),
});

const messenger = (path: string, measure: OurPath["measure"]): OurPath => ({
  workflow: "MessengerWorkflow",
  path,
  measure,
});

/**
 * A message. Its share of the calls is a tenth of a batch and the update. In addition, DynamoDB bills a read for each item of
 * the batch, and a write of the sparse index when the item leaves it.
 */
async function measureMessageUnits(stage: Stage): Promise<Usage> {
  const usage = await assumedUsage(stage, measureMessage);
  return { ...usage, dynamodbRead: 1, dynamodbWrite: (usage.dynamodbWrite ?? 0) + 1 };
}

/** How often a path is run if its function polls until the state machine has decided. */
const RUNS = 5;

let runs = 0;

/** @param prepare creates what must exist before counting begins */
function bookingPath(
  path: string,
  prepare: (client: BookingClient, apartment: string) => Promise<unknown>,
  run: (client: BookingClient, apartment: string) => Promise<string>,
  result: string,
): OurPath {
  const measureOnce = async (stage: Stage) => {
    const apartment = `bench-${++runs}`;
    await prepare(new BookingClient(stage), apartment);
    return assumedUsage(stage, async () => {
      const client = new BookingClient(stage);
      const meter = new Meter(stage.services);
      expect(path, await run(client, apartment), result);
      await stage.services.clock.whenIdle();
      return meter.end(client.executionArns);
    });
  };
  return {
    workflow: "BookingWorkflow",
    path,
    async measure(stage) {
      const usages: Usage[] = [];
      for (let run = 0; run < RUNS; run++) usages.push(await measureOnce(stage));
      const middle = median(usages.map((usage) => billOf(usage).dollarsPerMillion));
      return usages.find((usage) => billOf(usage).dollarsPerMillion === middle)!;
    },
  };
}

function orderPath(
  path: string,
  prepare: (client: OrdersClient, stage: Stage, account: string) => Promise<unknown>,
  result: string,
): OurPath {
  return {
    workflow: "OrderPipeline",
    path,
    async measure(stage) {
      const account = `bench-${++runs}`;
      await prepare(new OrdersClient(stage), stage, account);
      return assumedUsage(stage, async ({ services }) => {
        const client = new OrdersClient(stage);
        const meter = new Meter(services);
        expect(path, await client.order(order(account)), result);
        await services.clock.whenIdle();
        services.faults.clear();
        return meter.end(client.executionArns);
      });
    },
  };
}

const holdRunsOut = async (client: BookingClient, apartment: string) => {
  await client.book(`for-${apartment}`, apartment);
  return client.ended(`for-${apartment}`);
};

/** The paths of the usual configuration other than the pipeline. */
const USUAL: OurPath[] = [
  bookingPath(
    "paid for",
    (client, apartment) => client.open(apartment),
    async (client, apartment) => {
      await client.book(`for-${apartment}`, apartment);
      await client.pay(`for-${apartment}`);
      return client.ended(`for-${apartment}`);
    },
    "SUCCEEDED",
  ),
  bookingPath(
    "not paid for, reverted",
    (client, apartment) => client.open(apartment),
    holdRunsOut,
    "SUCCEEDED",
  ),
  bookingPath(
    "refused: apartment taken",
    async (client, apartment) => {
      await client.open(apartment);
      await client.book(`before-${apartment}`, apartment);
      await client.pay(`before-${apartment}`);
      await client.ended(`before-${apartment}`);
    },
    (client, apartment) => statusOrError(client.book(`for-${apartment}`, apartment)),
    "ApartmentTaken",
  ),
  bookingPath(
    "refused: apartment unknown",
    async () => {},
    (client, apartment) => statusOrError(client.book(`for-${apartment}`, apartment)),
    "ApartmentNotFound",
  ),
  orderPath("accepted", async () => {}, "SUCCEEDED"),
  orderPath(
    "refused: an order is active",
    (client, _, account) => client.order(order(account)),
    "FAILED OrderActive",
  ),
  orderPath(
    "invoice failed",
    async (_, { services }) => {
      const fault = { kind: "crash", when: "afterEffect" } as const;
      services.faults.add({ stateMachine: "orders-machine", state: "Write Invoice", fault });
    },
    "FAILED InvoiceFailed",
  ),
  messenger("a round without messages", async (stage) => {
    const { transitionsOfRound } = await measureIdleRun(stage);
    return { ...(await assumedUsage(stage, measureRound)), standardTransition: transitionsOfRound };
  }),
  messenger("a day of running idle", async (stage) => {
    const { transitions, rounds } = await measureIdleRun(stage);
    return {
      ...times(ROUNDS_OF_DAY, await assumedUsage(stage, measureRound)),
      standardTransition: (ROUNDS_OF_DAY / rounds) * transitions,
    };
  }),
  messenger("a message, sent and marked", measureMessageUnits),
];

const withSecond = (second: string) => ({
  workflows: '["pipeline"]',
  pipelineOrder: JSON.stringify(["A", second, "C"]),
});

/** The paths of the program, by configuration. */
export const OUR_PATHS: Configured[] = [
  { config: { pipelineOrder: '["A","B","C"]' }, paths: [pipeline("blocks A-B-C"), ...USUAL] },
  { config: withSecond("trim"), paths: [pipeline("one block of three a function")] },
  { config: withSecond("review"), paths: [pipeline("one block of three queued work")] },
  {
    config: { workflows: '["messenger"]', messengerDeliverToQueue: "false" },
    paths: [messenger("a message, marked only", measureMessageUnits)],
  },
];

/** Calls `each` for every path, on the stack deployed in its configuration; schedules are off. */
export async function measureOurs(
  stack: LocalStack,
  { config, paths }: Configured,
  each: (path: OurPath, stage: Stage) => Promise<void>,
): Promise<void> {
  const evaluation = await stack.evaluate(config);
  const resources = evaluation.resources.filter(({ type }) => type !== SELF_STARTING);
  await stack.deploy({ ...evaluation, resources });
  for (const path of paths) await onStage(stack, evaluation.outputs, (stage) => each(path, stage));
}

function expect(path: string, result: string, expected: string): void {
  if (result !== expected) throw new Error(`'${path}' ended as ${result} instead of ${expected}`);
}
