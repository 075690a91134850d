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
  functionArn: string;
  settings: MappingSettings;
  responseTypes: string[];
  enabled: boolean;
  poller: QueuePoller;
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
    const settings = mappingSettings(input);
    const reference = parseFunctionName(input.FunctionName);
    const { configuration } = this.functions.resolve(reference, this.random);
    const functionArn = this.functions.arnOf(reference);
    const taken = [...this.mappings.values()].find(
      (other) => other.functionArn === functionArn && other.settings.queueArn === settings.queueArn,
    );
    if (taken) {
      throw conflict(
        `An event source mapping with event source arn (" ${settings.queueArn} ") and function name (" ${reference.name} ") already exists. Please update or delete the existing mapping with UUID ${taken.uuid}`,
      );
    }
    await this.checkQueue(settings.queueArn, this.roleOf(reference.name), configuration.timeout);
    const uuid = randomUUID();
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
    const { Enabled: enabled = true, FunctionResponseTypes: responseTypes = [] } = input;
    this.mappings.set(uuid, { uuid, functionArn, settings, responseTypes, enabled, poller });
    if (enabled) poller.start();
    return uuid;
  }

  async deleteEventSourceMapping(uuid: string): Promise<void> {
    const mapping = this.mappings.get(uuid);
    if (!mapping) throw mappingNotFound();
    this.mappings.delete(uuid);
    await mapping.poller.close();
  }

  /** Drops the messages that wait for their batch or their redelivery, once deliveries in flight have ended. */
  async reset(): Promise<void> {
    await Promise.all([...this.mappings.values()].map(({ poller }) => poller.reset()));
  }

  /** In the shape of `ListEventSourceMappings`. */
  list(): Record<string, unknown>[] {
    return [...this.mappings.values()].map((mapping) => ({
      UUID: mapping.uuid,
      BatchSize: mapping.settings.batchSize,
      MaximumBatchingWindowInSeconds: mapping.settings.windowSeconds,
      EventSourceArn: mapping.settings.queueArn,
      FunctionArn: mapping.functionArn,
      FunctionResponseTypes: mapping.responseTypes,
      State: mapping.enabled ? "Enabled" : "Disabled",
      LastProcessingResult: mapping.poller.lastProcessingResult,
    }));
  }

  async close(): Promise<void> {
    await Promise.all([...this.mappings.values()].map(({ poller }) => poller.close()));
    this.mappings.clear();
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
