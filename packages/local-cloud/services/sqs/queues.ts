import type { Clock } from "../../aws/clock";
import type { PolicyDocument } from "../../aws/policyDocument";
import { AwsError, type Cloud } from "../../aws/service";
import { QueueActivity } from "./activity";
import { Arrivals } from "./arrivals";
import type { QueueBackend } from "./backend";
import { DeadLetterSources } from "./deadLetterSources";
import { scopeToGroups, withoutScope } from "./deduplicationScope";
import { withAskedAttributes } from "./messageAttributes";
import { readQueuePolicy } from "./queuePermissions";
import { QueueSettings } from "./queueSettings";
import { invalidHandle, withBackendHandles, withOwnHandles } from "./receiptHandles";
import { queueName, Translation } from "./translation";

type Input = Record<string, unknown>;

export interface QueuesOptions {
  cloud: Pick<Cloud, "accountId" | "region" | "endpoint">;
  clock: Clock;
  /** Where the queues' policies are registered. Default: nowhere; they then have no effect. */
  policies?: {
    putResourcePolicy(arn: string, document: PolicyDocument): void;
    deleteResourcePolicy(arn: string): void;
  };
}

/** The backend's queues under the cloud's names, with what the backend lacks added to their messages, and what happens to them noted. */
export class Queues {
  readonly settings = new QueueSettings();
  readonly arrivals: Arrivals;
  readonly translation: Translation;
  readonly closing = new AbortController();
  readonly deadLetters = new DeadLetterSources();
  private readonly activity: QueueActivity;
  private readonly policies: QueuesOptions["policies"];

  constructor(
    private readonly backend: QueueBackend,
    { cloud, clock, policies }: QueuesOptions,
  ) {
    this.policies = policies;
    this.arrivals = new Arrivals(clock);
    this.activity = new QueueActivity(this.settings, this.arrivals);
    this.translation = new Translation(
      {
        accountId: cloud.accountId,
        region: cloud.region,
        // The port is known once the cloud listens.
        get urlBase() {
          return `${cloud.endpoint}/${cloud.accountId}/`;
        },
      },
      {
        accountId: backend.accountId,
        region: backend.region,
        urlBase: `http://queues/${backend.accountId}/`,
      },
    );
  }

  /** Restores the settings of stored queues, and announces when their delayed messages become available. */
  async restore(): Promise<void> {
    const { QueueUrls = [] } = await this.backend.request("ListQueues", {});
    for (const QueueUrl of QueueUrls as string[]) {
      const { Attributes } = await this.backend.request("GetQueueAttributes", {
        QueueUrl,
        AttributeNames: ["All"],
      });
      const { Attributes: attributes } = this.translation.fromBackend({ Attributes });
      const queue = queueName(QueueUrl);
      this.settings.set(queue, attributes as Record<string, string>);
      const { Policy } = attributes as Record<string, string>;
      if (Policy) this.policies?.putResourcePolicy(this.translation.queueArn(queue), readQueuePolicy(Policy));
      for (const seconds of (await this.backend.delaysOf?.(queue)) ?? []) {
        this.arrivals.announceIn(queue, seconds, false);
      }
    }
  }

  /** Carries out an operation of the backend. */
  async perform(operation: string, input: Input, signal?: AbortSignal): Promise<Record<string, unknown>> {
    const queue = queueOf(input);
    const { Policy } = (input.Attributes ?? {}) as Record<string, string>;
    const policy = Policy ? readQueuePolicy(Policy) : undefined;
    const isScoped = operation.startsWith("SendMessage") && this.settings.deduplicatesByGroup(queue);
    const sent = isScoped ? scopeToGroups(input, this.settings.deduplicatesByContent(queue)) : input;
    const output = this.translation.fromBackend(await this.exchange(operation, queue, sent, signal));
    this.activity.note(operation, input, output);
    if (policy) this.policies?.putResourcePolicy(this.translation.queueArn(queue), policy);
    else if (operation === "DeleteQueue" || Policy === "")
      this.policies?.deleteResourcePolicy(this.translation.queueArn(queue));
    if (!Array.isArray(output.Messages)) return output;
    const { MessageAttributeNames, AttributeNames = [], MessageSystemAttributeNames = [] } = input;
    const asked = [...(AttributeNames as unknown[]), ...(MessageSystemAttributeNames as unknown[])];
    const messages = output.Messages.map((message: object) =>
      withAskedAttributes(this.deadLetters.withSource(withoutScope(message), asked), MessageAttributeNames),
    );
    return { ...output, Messages: messages };
  }

  /** Exchanges receipt handles for the backend's, where they name their queue. */
  private async exchange(operation: string, queue: string, input: Input, signal?: AbortSignal) {
    if (!this.backend.exclusive) return this.request(operation, this.translation.toBackend(input), signal);
    const handled = withBackendHandles(queue, input);
    if (handled.isInvalid) {
      const { QueueUrl } = this.translation.toBackend(input);
      await this.request("GetQueueAttributes", { QueueUrl, AttributeNames: [] });
      throw invalidHandle();
    }
    const output = await this.request(operation, this.translation.toBackend(handled.input), signal);
    return withOwnHandles(queue, output, handled.invalid);
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.arrivals.close();
    await this.backend.close();
  }

  private async request(operation: string, input: Input, signal?: AbortSignal) {
    const canceled = () => new AwsError("RequestCanceled", "The request was canceled.", 499);
    if (this.closing.signal.aborted) throw canceled();
    try {
      return await this.backend.request(operation, input, signal);
    } catch (error) {
      throw this.closing.signal.aborted || signal?.aborted ? canceled() : error;
    }
  }
}

/** The name of the queue that an input is about. */
export const queueOf = ({ QueueName, QueueUrl }: Input): string =>
  String(QueueName ?? queueName(String(QueueUrl ?? "")));
