import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { asynchronousWorker } from "../handlers/pipeline/asynchronousWorker";
import { functionBlock } from "../handlers/pipeline/functionBlock";
import {
  type AsynchronousBlock,
  type Block,
  checkBlock,
  type FunctionBlock,
  heartbeatOf,
  isAsynchronousBlock,
  isDefinitionBlock,
  isExpress,
  isFunctionBlock,
  isStateMachineBlock,
  timeoutOf,
} from "./pipeline/blocks";
import { pipelineDefinition } from "./pipeline/definition";
import { asynchronousDefinition, functionDefinition, passDefinition } from "./pipeline/innerDefinitions";
import type { Audited } from "./shared/audited";
import { createDashboard } from "./shared/dashboard";
import { InlineFunction } from "./shared/inlineFunction";
import { defaultOperations, type Operations } from "./shared/operations";
import { type TaskResponse, Workflow, type WorkflowArgs } from "./shared/workflow";
import { createWorkQueue, type WorkQueue } from "./shared/workQueue";

/** The arguments of a {@link ModularBlockPipeline}. */
export interface ModularBlockPipelineArgs<Name extends string = string> {
  /** The blocks there are, by name: a letter followed by up to 29 letters, digits and hyphens. */
  blocks: { readonly [B in Name]: Block };
  /** The names of the blocks to run, in this order; a name may be repeated. Default: every block, as written. */
  order?: readonly NoInfer<Name>[];
  /** How the stack operates its workflows. Default: {@link defaultOperations}. */
  operations?: Partial<Operations>;
}

/** How many times a message is received before it goes to the dead-letter queue. */
const MAX_RECEIVE_COUNT = 3;

/**
 * Runs inner state machines one after another and waits for each. Every block takes and returns `{"input": X}`, so that any
 * blocks can be combined in any order; the pipeline takes and returns `{"Output": {"input": X}}`.
 *
 * Only the blocks that the order names are deployed.
 */
export class ModularBlockPipeline<Name extends string = string> extends pulumi.ComponentResource {
  /** The outer state machine. */
  readonly workflow: Workflow;
  /** What to start: see `Workflow.arn`. */
  readonly arn: pulumi.Output<string>;
  /** The inner state machines that the pipeline created, by block name. */
  readonly blocks: { readonly [name: string]: Workflow };
  /** The resources whose data events an `AuditTrail` records. */
  readonly audited: Audited;
  /** Only with `operations.dashboards`. */
  readonly dashboard?: aws.cloudwatch.Dashboard;
  /** The dead-letter queues of asynchronous blocks, by block name. */
  readonly deadLetterQueues: { readonly [name: string]: aws.sqs.Queue };

  constructor(name: string, args: ModularBlockPipelineArgs<Name>, options?: pulumi.ComponentResourceOptions) {
    super("sfn-workflows:index:ModularBlockPipeline", name, {}, options);
    const order = checkOrder(name, args.blocks, args.order);
    for (const block of order) checkBlock(name, block, args.blocks[block]);

    const operations = { ...defaultOperations, ...args.operations };
    const made = new InnerMachines(name, operations, this);
    const arns = new Map<string, pulumi.Input<string>>();
    for (const block of new Set(order)) arns.set(block, made.create(block, args.blocks[block]));
    this.blocks = made.workflows;
    this.deadLetterQueues = Object.fromEntries(
      Object.entries(made.queues).map(([block, { deadLetterQueue }]) => [block, deadLetterQueue]),
    );
    this.audited = {
      functionArns: Object.values(made.functions).map((each) => each.function.arn),
      tableArns: [],
      bucketArns: [],
    };

    this.workflow = new Workflow(
      name,
      {
        definition: pipelineDefinition(
          order.map((block) => ({
            name: block,
            stateMachineArn: arns.get(block)!,
            express: isExpress(args.blocks[block]),
            timeoutSeconds: timeoutOf(args.blocks[block]),
          })),
        ),
        operations,
      },
      { parent: this },
    );
    this.arn = this.workflow.arn;
    this.dashboard = createDashboard(
      name,
      {
        workflow: this.workflow,
        inner: made.workflows,
        functions: made.functions,
        queues: made.queues,
        operations,
      },
      { parent: this },
    );

    this.registerOutputs({ arn: this.arn });
  }
}

/** Creates the state machine of each block, and the resources it needs. */
class InnerMachines {
  readonly workflows: Record<string, Workflow> = {};
  readonly queues: Record<string, WorkQueue> = {};
  readonly functions: Record<string, InlineFunction<never>> = {};

  constructor(
    private readonly pipeline: string,
    private readonly operations: Operations,
    private readonly parent: pulumi.Resource,
  ) {}

  /** Returns the ARN to start the block with. */
  create(name: string, block: Block): pulumi.Input<string> {
    if (isStateMachineBlock(block)) return block.stateMachineArn;
    if (isFunctionBlock(block)) return this.functionMachine(name, block);
    if (isAsynchronousBlock(block)) return this.asynchronousMachine(name, block);
    const seconds = timeoutOf(block);
    if (isDefinitionBlock(block)) {
      const { definition, type, permissions } = block;
      return this.workflow(name, {
        definition: { TimeoutSeconds: seconds, ...definition },
        type,
        permissions,
      });
    }
    return this.workflow(name, { definition: passDefinition(name, seconds), type: block.type });
  }

  private functionMachine(name: string, block: FunctionBlock): pulumi.Input<string> {
    const { type, timeoutSeconds: _, functionTimeoutSeconds, callback, callbackFactory, ...settings } = block;
    const work = new InlineFunction(
      `${this.childName(name)}-callback`,
      {
        ...settings,
        callbackFactory: functionBlock(callback ? { callback } : { callbackFactory: callbackFactory! }),
        timeoutSeconds: functionTimeoutSeconds,
        callers: "STATE_MACHINES",
        operations: this.operations,
      },
      { parent: this.parent },
    );
    this.functions[name] = work;
    return this.workflow(name, { definition: functionDefinition(name, work, timeoutOf(block)), type });
  }

  private asynchronousMachine(name: string, block: AsynchronousBlock): pulumi.Input<string> {
    const childName = this.childName(name);
    const workerTimeoutSeconds = block.worker?.timeoutSeconds ?? 10;
    const workQueue = createWorkQueue(
      childName,
      {
        // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html: six times the function's timeout.
        visibilityTimeoutSeconds: 6 * workerTimeoutSeconds,
        maxReceiveCount: MAX_RECEIVE_COUNT,
        operations: this.operations,
      },
      { parent: this.parent },
    );
    this.queues[name] = workQueue;
    const { queue } = workQueue;
    const arn = this.workflow(name, {
      definition: asynchronousDefinition(name, queue.url, timeoutOf(block), heartbeatOf(block)),
    });
    const machine = this.workflows[name]!;
    const responses: TaskResponse[] = ["Success", "Failure"];
    if (sendsHeartbeats(block, workerTimeoutSeconds)) responses.push("Heartbeat");
    const worker = new InlineFunction(
      `${childName}-worker`,
      {
        description: `Does the work of block ${name} and answers the waiting task.`,
        ...block.worker,
        timeoutSeconds: workerTimeoutSeconds,
        callbackFactory: asynchronousWorker(block.asynchronous, heartbeatOf(block)),
        permissions: pulumi
          .output(block.worker?.permissions ?? [])
          .apply((own) => [
            ...own,
            ...workQueue.allowReceive(),
            ...machine.allowTaskResponses(responses, "AnswerTask"),
          ]),
        operations: this.operations,
      },
      { parent: this.parent },
    );
    this.functions[name] = worker;
    new aws.lambda.EventSourceMapping(
      `${childName}-source`,
      {
        eventSourceArn: queue.arn,
        functionName: worker.arn,
        batchSize: 1,
        functionResponseTypes: ["ReportBatchItemFailures"],
      },
      { parent: this.parent, dependsOn: [worker] },
    );
    return arn;
  }

  private workflow(name: string, args: Omit<WorkflowArgs, "operations">): pulumi.Output<string> {
    const workflow = new Workflow(
      this.childName(name),
      { ...args, operations: this.operations },
      { parent: this.parent },
    );
    this.workflows[name] = workflow;
    return workflow.arn;
  }

  private childName(name: string): string {
    return `${this.pipeline}-${name}`;
  }
}

/** Whether a worker may run for long enough to send a heartbeat, at a third of its time: see `asynchronousWorker`. */
const sendsHeartbeats = (block: AsynchronousBlock, workerTimeoutSeconds: number): boolean =>
  workerTimeoutSeconds > heartbeatOf(block) / 3;

/** @throws Error that names the pipeline, what was given and what is allowed. */
function checkOrder<Name extends string>(
  pipeline: string,
  blocks: { readonly [B in Name]: Block },
  order: readonly Name[] = Object.keys(blocks) as Name[],
): readonly Name[] {
  const known = Object.keys(blocks);
  const unknown = order.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(
      `ModularBlockPipeline '${pipeline}': order names ${unknown.map((name) => `'${name}'`).join(", ")}, ` +
        `but the blocks are ${known.join(", ")}`,
    );
  }
  if (order.length === 0) {
    throw new Error(
      `ModularBlockPipeline '${pipeline}': order must name at least one block; the blocks are ${known.join(", ") || "none"}`,
    );
  }
  return order;
}
