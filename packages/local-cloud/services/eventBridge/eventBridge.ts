import { randomUUID } from "node:crypto";
import type { Clock } from "../../aws/clock";
import type { DeadLetter } from "../../aws/deadLetter";
import { parseJson } from "../../aws/parseJson";
import { awsJson, type Codec } from "../../aws/protocols/awsJson";
import type { CallContext, Caller, Cloud, Requirement, Service, ServiceCall } from "../../aws/service";
import { withoutNulls } from "../inputShape";
import { busOperations } from "./busOperations";
import { Deliveries, type Delivery, type Received } from "./deliveries";
import { resourceNotFound, validation } from "./errors";
import {
  checkEntries,
  type Entry,
  type EntryError,
  type Event,
  newEvent,
  readEntry,
  type ServiceEvent,
} from "./event";
import { type EventBus, EventBuses, type ResourcePolicies } from "./eventBuses";
import { checkInput, type Input, OPERATIONS, type OperationName, requirementsOf } from "./inputs";
import { parseEventPattern } from "./pattern/eventPattern";
import { isObject, type Json, type JsonObject } from "./pattern/json";
import type { Rule } from "./rule";
import { ruleOperations } from "./ruleOperations";
import { RuleSchedules } from "./ruleSchedules";
import { listTags, putTags, type Tag } from "./tags";

export interface EventBridgeOptions {
  cloud: Cloud;
  clock: Clock;
  /** Receives the policies of event buses. */
  policies: ResourcePolicies;
  /** Receives every event that was sent to a dead-letter queue. */
  onDeadLetter?: (deadLetter: DeadLetter) => void;
}

type Operation = (input: Input) => Record<string, unknown>;

/**
 * Amazon EventBridge ({@link https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-what-is.html}): event buses, rules
 * with patterns and schedules, and deliveries to the cloud's state machines, functions, queues, topics, log groups and
 * event buses. Everything is in memory.
 */
export class EventBridgeService implements Service {
  readonly signingName = "events";
  readonly operationNames = OPERATIONS;
  private readonly codec: Codec = awsJson({
    version: "1.1",
    targetPrefix: "AWSEvents",
    operations: OPERATIONS,
  });
  readonly decode = this.codec.decode;
  readonly encode = this.codec.encode;
  readonly encodeError = this.codec.encodeError;
  private readonly buses: EventBuses;
  private readonly schedules: RuleSchedules;
  private readonly deliveries: Deliveries;
  private readonly operations: Record<OperationName, Operation>;

  constructor(private readonly options: EventBridgeOptions) {
    const { cloud, clock, policies, onDeadLetter } = options;
    const { accountId, region } = cloud;
    const now = () => clock.now();
    this.buses = new EventBuses(`arn:aws:events:${region}:${accountId}:`, policies, now);
    this.schedules = new RuleSchedules(clock, (rule, time) => this.fire(rule, time));
    this.deliveries = new Deliveries({
      cloud,
      clock,
      forward: (event, busArn, caller) => this.forward(event, busArn, caller),
      ...(onDeadLetter && { onDeadLetter }),
    });
    this.operations = {
      ...busOperations(this.buses, now),
      ...ruleOperations({ buses: this.buses, schedules: this.schedules, accountId, now }),
      PutEvents: (input) => this.putEvents(input.Entries as Entry[]),
      TestEventPattern: testEventPattern,
      TagResource: ({ ResourceARN, Tags }) => {
        putTags(this.tagged(String(ResourceARN)), Tags as Tag[]);
        return {};
      },
      UntagResource: ({ ResourceARN, TagKeys }) => {
        const { tags } = this.tagged(String(ResourceARN));
        for (const key of TagKeys as string[]) tags.delete(key);
        return {};
      },
      ListTagsForResource: ({ ResourceARN }) => ({ Tags: listTags(this.tagged(String(ResourceARN))) }),
    };
  }

  requirements({ operation, input }: ServiceCall): Requirement[] {
    checkInput(operation, input);
    return requirementsOf(operation, input, this.buses);
  }

  async invoke(
    { operation, input }: ServiceCall,
    _caller: Caller,
    _context: CallContext,
  ): Promise<Record<string, unknown>> {
    return this.operations[operation as OperationName](withoutNulls(input));
  }

  /** Puts an event of an AWS service on the default event bus. */
  publish(createEvent: () => ServiceEvent): void {
    const bus = this.buses.get("default");
    if (bus.rules.size === 0) return;
    const { cloud, clock } = this.options;
    const { accountId: account, region } = cloud;
    const time = clock.now();
    this.deliver(bus, newEvent(createEvent(), time, { id: randomUUID(), account, region }), {
      time,
      isForwarded: false,
    });
  }

  /** Calls `listener` with every delivery to a target that has ended. Returns a function that unsubscribes. */
  onDelivery(listener: (delivery: Delivery) => void): () => void {
    return this.deliveries.onDelivery(listener);
  }

  /** Drops the deliveries that wait for a retry, waits for those in flight, and drops new ones while `work` is done. */
  quiet(work: () => Promise<void>): Promise<void> {
    return this.deliveries.quiet(work);
  }

  /** Stops the schedules and the deliveries that wait for a retry; waits for those in flight. */
  async close(): Promise<void> {
    this.schedules.close();
    await this.deliveries.close();
  }

  /** An event for a bus that does not exist is accepted and dropped, as on AWS. */
  private putEvents(entries: Entry[]): Record<string, unknown> {
    checkEntries(entries);
    const { cloud, clock } = this.options;
    const { accountId: account, region } = cloud;
    const time = clock.now();
    const results = entries.map((entry): EntryError | { EventId: string } => {
      const event = readEntry(entry, { id: randomUUID(), now: time, account, region });
      if ("ErrorCode" in event) return event as EntryError;
      const bus = this.buses.find(entry.EventBusName ?? "default");
      if (bus) this.deliver(bus, event as Event, { time, isForwarded: false });
      return { EventId: (event as Event).id };
    });
    return {
      FailedEntryCount: results.filter((result) => "ErrorCode" in result).length,
      Entries: results,
    };
  }

  private forward(event: Event, busArn: string, caller: Caller): void {
    const { cloud, clock } = this.options;
    const context = { "events:source": event.source, "events:detail-type": event["detail-type"] };
    cloud.authorize(caller, [{ action: "events:PutEvents", resource: busArn, context }], "events:PutEvents");
    this.deliver(this.buses.get(busArn), event, { time: clock.now(), isForwarded: true });
  }

  private deliver(bus: EventBus, event: Event, received: Received): void {
    for (const rule of bus.rules.values()) {
      if (rule.state !== "DISABLED" && rule.matches?.(event)) this.deliveries.begin(rule, event, received);
    }
  }

  /** The event of a schedule goes to its own rule only. */
  private fire(rule: Rule, time: number): void {
    const { accountId: account, region } = this.options.cloud;
    const event = newEvent(
      { source: "aws.events", detailType: "Scheduled Event", resources: [rule.arn], detail: {} },
      time,
      { id: randomUUID(), account, region },
    );
    this.deliveries.begin(rule, event, { time, isForwarded: false });
  }

  private tagged(arn: string): EventBus | Rule {
    for (const bus of this.buses.list()) {
      if (bus.arn === arn) return bus;
      for (const rule of bus.rules.values()) if (rule.arn === arn) return rule;
    }
    throw resourceNotFound(arn);
  }
}

/** What an event must have to be tested. */
const EVENT_MEMBERS = ["id", "account", "source", "time", "region", "resources", "detail-type"];

function testEventPattern({ EventPattern, Event }: Input): Record<string, unknown> {
  const matches = parseEventPattern(String(EventPattern));
  return { Result: matches(readTestEvent(String(Event))) };
}

function readTestEvent(text: string): JsonObject {
  let event: Json;
  try {
    event = parseJson(text) as Json;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw validation("Parameter Event is not valid.");
  }
  if (isObject(event) && EVENT_MEMBERS.every((name) => Object.hasOwn(event, name))) return event;
  throw validation("Parameter Event is not valid.");
}
