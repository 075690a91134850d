import { randomUUID } from "node:crypto";
import type { Clock } from "../../../aws/clock";
import { AwsError, type Caller, type Cloud } from "../../../aws/service";
import { conflict, invalidParameter, mappingNotFound } from "../errors";
import { parseFunctionName } from "../functionName";
import type { FunctionRegistry } from "../functions";
import { causedBy, checkPermissions } from "../permissions";
import type { FunctionRunner } from "../runner";
import { type CreateEventSourceMappingInput, type MappingSettings, mappingSettings } from "./mapping";
import { QueuePoller } from "./poller";
import { POLLER_PERMISSIONS, type QueueService, queueUrl } from "./queue";

interface Mapping {
  uuid: string;
  /** As it was given. */
  input: CreateEventSourceMappingInput;
  functionArn: string;
  settings: MappingSettings;
  poller: QueuePoller;
  modified: Date;
}

/** The mappings of queues to functions. https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html */
export class EventSourceMappings {
  private readonly mappings = new Map<string, Mapping>();

  constructor(
    private readonly functions: FunctionRegistry,
    private readonly runner: FunctionRunner,
    private readonly queues: QueueService,
    private readonly cloud: Cloud,
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  /**
   * Throws `InvalidParameterValueException` unless the function's role may receive from the queue, and a message stays
   * invisible at least as long as the function may run.
   * @returns the mapping's UUID
   */
  async createEventSourceMapping(input: CreateEventSourceMappingInput): Promise<string> {
    const { queueArn } = mappingSettings(input);
    const reference = parseFunctionName(input.FunctionName);
    const functionArn = this.functions.arnOf(reference);
    const taken = [...this.mappings.values()].find(
      (other) => other.functionArn === functionArn && other.settings.queueArn === queueArn,
    );
    if (taken) {
      throw conflict(
        `An event source mapping with event source arn (" ${queueArn} ") and function name (" ${reference.name} ") already exists. Please update or delete the existing mapping with UUID ${taken.uuid}`,
      );
    }
    const uuid = randomUUID();
    this.start(await this.open(uuid, input));
    return uuid;
  }

  /** Members that are not given stay as they are. Deliveries in flight end first. */
  async updateEventSourceMapping(
    uuid: string,
    change: Partial<CreateEventSourceMappingInput>,
  ): Promise<void> {
    const before = this.get(uuid);
    const mapping = await this.open(uuid, { ...before.input, ...change });
    await before.poller.close();
    this.start(mapping);
  }

  async deleteEventSourceMapping(uuid: string): Promise<void> {
    const { poller } = this.get(uuid);
    this.mappings.delete(uuid);
    await poller.close();
  }

  /** Drops the messages that wait for their batch or their redelivery, once deliveries in flight have ended. */
  async reset(): Promise<void> {
    await Promise.all([...this.mappings.values()].map(({ poller }) => poller.reset()));
  }

  /** In the shape of `ListEventSourceMappings`. */
  list(): Record<string, unknown>[] {
    return [...this.mappings.values()].map(describe);
  }

  /** In the shape of `GetEventSourceMapping`. Throws `ResourceNotFoundException`. */
  describe(uuid: string): Record<string, unknown> {
    return describe(this.get(uuid));
  }

  /** Undefined if there is no such mapping. */
  functionOf(uuid: string): string | undefined {
    return this.mappings.get(uuid)?.functionArn;
  }

  async close(): Promise<void> {
    await Promise.all([...this.mappings.values()].map(({ poller }) => poller.close()));
    this.mappings.clear();
  }

  private get(uuid: string): Mapping {
    const mapping = this.mappings.get(uuid);
    if (!mapping) throw mappingNotFound();
    return mapping;
  }

  private async open(uuid: string, input: CreateEventSourceMappingInput): Promise<Mapping> {
    const settings = mappingSettings(input);
    const reference = parseFunctionName(input.FunctionName);
    const { configuration } = this.functions.resolve(reference, this.random);
    const functionArn = this.functions.arnOf(reference);
    await this.checkQueue(settings.queueArn, this.roleOf(reference.name), configuration.timeout);
    const poller = new QueuePoller(settings, {
      cloud: this.cloud,
      clock: this.clock,
      queues: this.queues,
      role: () => this.roleOf(reference.name),
      invoke: async (payload) =>
        this.runner.run(this.functions.get(reference), this.functions.resolve(reference, this.random), {
          requestId: randomUUID(),
          payload,
          invokedFunctionArn: functionArn,
        }),
    });
    return { uuid, input, functionArn, settings, poller, modified: new Date(this.clock.now()) };
  }

  private start(mapping: Mapping): void {
    this.mappings.set(mapping.uuid, mapping);
    if (isEnabled(mapping)) mapping.poller.start();
  }

  private roleOf(functionName: string): Caller {
    const { latest, arn } = this.functions.get({ name: functionName });
    return this.runner.roleSession(latest.configuration.role, arn).caller;
  }

  private async checkQueue(queueArn: string, role: Caller, timeout: number): Promise<void> {
    const permissions = POLLER_PERMISSIONS.map((permission) => ({ ...permission, resource: queueArn }));
    checkPermissions(this.cloud, role, permissions, "CreateEventSourceMapping");
    const visibility = await this.visibilityTimeout(queueArn, role);
    if (visibility >= timeout) return;
    throw invalidParameter(
      `Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeout} seconds`,
    );
  }

  private async visibilityTimeout(queueArn: string, role: Caller): Promise<number> {
    try {
      const { Attributes } = await this.cloud.call(role, "sqs", "GetQueueAttributes", {
        QueueUrl: queueUrl(this.cloud.endpoint, queueArn),
        AttributeNames: ["VisibilityTimeout"],
      });
      return Number((Attributes as Record<string, string>).VisibilityTimeout);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const code =
        error.code === "QueueDoesNotExist" ? "AWS.SimpleQueueService.NonExistentQueue" : error.code;
      const message = `Error occurred while ReceiveMessage. SQS Error Code: ${code}. SQS Error Message: ${error.message}`;
      throw causedBy(error, invalidParameter(message));
    }
  }
}

const isEnabled = ({ input }: Mapping) => input.Enabled ?? true;

function describe(mapping: Mapping): Record<string, unknown> {
  const { uuid, input, functionArn, settings, poller, modified } = mapping;
  return {
    UUID: uuid,
    BatchSize: settings.batchSize,
    MaximumBatchingWindowInSeconds: settings.windowSeconds,
    EventSourceArn: settings.queueArn,
    FunctionArn: functionArn,
    FunctionResponseTypes: input.FunctionResponseTypes ?? [],
    ...(input.ScalingConfig && { ScalingConfig: input.ScalingConfig }),
    LastModified: modified,
    State: isEnabled(mapping) ? "Enabled" : "Disabled",
    StateTransitionReason: "User action",
    LastProcessingResult: poller.lastProcessingResult,
  };
}
