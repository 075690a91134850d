import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { scanMessages } from "../handlers/messenger/scanMessages";
import { pumpDefinition } from "./messenger/definition";
import { createPumpSchedule } from "./messenger/schedule";
import { accountOf } from "./shared/account";
import type { Audited } from "./shared/audited";
import { createDashboard } from "./shared/dashboard";
import { DataTable } from "./shared/dataTable";
import { InlineFunction } from "./shared/inlineFunction";
import { defaultOperations, type Operations } from "./shared/operations";
import { Workflow } from "./shared/workflow";
import { createWorkQueue, FOURTEEN_DAYS } from "./shared/workQueue";

/** The arguments of a {@link MessengerWorkflow}. */
export interface MessengerWorkflowArgs {
  /** Whether messages are sent to the queue before they are marked sent. Default: true. */
  deliverToQueue?: boolean;
  /** Seconds between two polls for messages, 1 to 3,600. Default: 10. */
  pauseSeconds?: number;
  /** Whether a schedule starts a pump every five minutes if none is running. Default: false. */
  keepRunning?: boolean;
  /** How the stack operates its workflows. Default: {@link defaultOperations}. */
  operations?: Partial<Operations>;
}

const INDEX = "unsent";

/**
 * Pumps messages from a table to a queue: each is sent and marked sent, exactly once within the queue's five minutes of
 * deduplication; what cannot be sent goes to the dead-letter queue with the reason. The pump runs indefinitely.
 *
 * A message is an item with `user_name`, `message_id`, `message`, `sent` (false) and, until it is sent, `unsent` (`"yes"`),
 * by which the sparse index finds it.
 */
export class MessengerWorkflow extends pulumi.ComponentResource {
  readonly workflow: Workflow;
  readonly table: DataTable;
  readonly queue: aws.sqs.Queue;
  /** For messages that cannot be sent. */
  readonly deadLetterQueue: aws.sqs.Queue;
  /** The resources whose data events an `AuditTrail` records. */
  readonly audited: Audited;
  /** Only with `operations.dashboards`. */
  readonly dashboard?: aws.cloudwatch.Dashboard;

  constructor(name: string, args: MessengerWorkflowArgs = {}, options?: pulumi.ComponentResourceOptions) {
    super("sfn-workflows:index:MessengerWorkflow", name, {}, options);
    const operations = { ...defaultOperations, ...args.operations };
    const pauseSeconds = args.pauseSeconds ?? 10;
    if (!Number.isInteger(pauseSeconds) || pauseSeconds < 1 || pauseSeconds > 3600) {
      throw new Error(
        `MessengerWorkflow '${name}': pauseSeconds must be a whole number from 1 to 3600; given: ${pauseSeconds}`,
      );
    }
    this.table = new DataTable(
      `${name}-messages`,
      {
        hashKey: "user_name",
        rangeKey: "message_id",
        indexes: [{ name: INDEX, hashKey: "unsent", rangeKey: "message_id" }],
        operations,
      },
      { parent: this },
    );
    const queues = createWorkQueue(
      name,
      {
        visibilityTimeoutSeconds: 30,
        maxReceiveCount: 3,
        fifo: true,
        messageRetentionSeconds: FOURTEEN_DAYS,
        operations,
      },
      { parent: this },
    );
    this.queue = queues.queue;
    this.deadLetterQueue = queues.deadLetterQueue;
    const scan = new InlineFunction(
      `${name}-scan`,
      {
        description: "Reads unsent messages.",
        callbackFactory: scanMessages,
        callers: "STATE_MACHINES",
        memorySize: 512,
        environment: { TABLE_NAME: this.table.name, INDEX_NAME: INDEX },
        permissions: this.table.allowReadByIndex(INDEX, { query: "FindUnsent", read: "ReadMessages" }),
        operations,
      },
      { parent: this },
    );
    this.workflow = new Workflow(
      name,
      {
        definition: pumpDefinition({
          scan,
          tableName: this.table.name,
          queueUrl: (args.deliverToQueue ?? true) ? this.queue.url : undefined,
          deadLetterQueueUrl: this.deadLetterQueue.url,
          pauseSeconds,
        }),
        operations,
      },
      { parent: this },
    );
    if (args.keepRunning) createPumpSchedule(name, this.workflow, accountOf(this), this);
    this.audited = {
      functionArns: [scan.function.arn],
      tableArns: [this.table.arn],
      bucketArns: [],
    };
    this.dashboard = createDashboard(
      name,
      {
        workflow: this.workflow,
        functions: { scan },
        queues: { messages: queues },
        tables: { messages: this.table },
        operations,
      },
      { parent: this },
    );
    this.registerOutputs({ stateMachineArn: this.workflow.arn });
  }
}
