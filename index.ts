import * as pulumi from "@pulumi/pulumi";
import {
  type Block,
  BookingWorkflow,
  MessengerWorkflow,
  ModularBlockPipeline,
  OrderPipeline,
  StackFoundation,
} from "./components";
import { type BlockName, readSettings } from "./config";
import { review } from "./handlers/pipeline/review";
import { trimStrings } from "./handlers/pipeline/trimStrings";
import type { WorkflowName } from "./workflows";

const settings = readSettings();
const { operations } = new StackFoundation("foundation", settings);
const authorization = settings.apiAuthorization;
const ifSelected = <T>(workflow: WorkflowName, create: () => T) =>
  settings.workflows.includes(workflow) ? create() : undefined;

const blocks: Record<BlockName, Block> = {
  A: {},
  B: {},
  C: {},
  trim: { callback: trimStrings },
  review: { asynchronous: review },
};
const pipeline = ifSelected(
  "pipeline",
  () => new ModularBlockPipeline("pipeline", { blocks, order: settings.pipelineOrder, operations }),
);

const booking = ifSelected(
  "booking",
  () =>
    new BookingWorkflow("booking", {
      holdSeconds: settings.bookingHoldSeconds,
      introspection: settings.graphqlIntrospection,
      authorization,
      operations,
    }),
);

const orders = ifSelected(
  "orders",
  () =>
    new OrderPipeline("orders", {
      notificationEmail: settings.orderNotificationEmail,
      throttling: { rateLimit: settings.orderRateLimit, burstLimit: settings.orderBurstLimit },
      accountLogging: settings.apiGatewayAccountLogging,
      authorization,
      operations,
    }),
);

const messenger = ifSelected(
  "messenger",
  () =>
    new MessengerWorkflow("messenger", {
      deliverToQueue: settings.messengerDeliverToQueue,
      keepRunning: settings.messengerKeepRunning,
      operations,
    }),
);

if (settings.auditTrail) {
  const { AuditTrail } = require("./components/auditTrail") as typeof import("./components/auditTrail");
  const audited = [pipeline, booking, orders, messenger].flatMap((workflow) => workflow?.audited ?? []);
  new AuditTrail("audit", { audited, operations });
}

/** The ARNs to start each workflow with. */
export const pipelineArn = pipeline?.arn;
export const bookingArn = booking?.workflow.arn;
export const ordersArn = orders?.workflow.arn;
export const messengerArn = messenger?.workflow.arn;

/** The booking workflow's GraphQL API and its table. */
export const bookingUrl = booking?.url;
export const bookingTable = booking?.table.name;

/** The REST API of the orders, and the bucket of their invoices. */
export const ordersUrl = orders?.url;
export const ordersBucket = orders?.bucket.bucket;

/** The keys of the two APIs, with `API_KEY`. */
export const apiKeys = pulumi.secret({ booking: booking?.apiKey, orders: orders?.apiKey });

/** The table that messages are read from, and the queues they are sent to. */
export const messengerTable = messenger?.table.name;
export const messengerQueueUrl = messenger?.queue.url;
export const messengerDeadLetterQueueUrl = messenger?.deadLetterQueue.url;

// An output that is undefined would be one all the same, of which Pulumi's command line warns.
for (const [name, value] of Object.entries(exports)) if (value === undefined) delete exports[name];
