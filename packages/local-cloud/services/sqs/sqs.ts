import type { Clock } from "../../aws/clock";
import type { DeadLetter } from "../../aws/deadLetter";
import type { PolicyDocument } from "../../aws/policyDocument";
import { awsJson, type Codec } from "../../aws/protocols/awsJson";
import {
  AwsError,
  type CallContext,
  type Caller,
  type Cloud,
  type Requirement,
  type Service,
  type ServiceCall,
} from "../../aws/service";
import { withoutNulls } from "../inputShape";
import type { QueueService } from "../lambda/eventSource/queue";
import { QueueActivity } from "./activity";
import { Arrivals } from "./arrivals";
import type { QueueBackend } from "./backend";
import { scopeToGroups, withoutScope } from "./deduplicationScope";
import { connectEndpoint, type QueueEndpoint } from "./endpointBackend";
import { startFauxqs } from "./fauxqsBackend";
import { checkFifoIds, checkInput, checkTypes } from "./inputs";
import { longPoll } from "./longPoll";
import { MoveTasks } from "./moveTasks";
import { readQueuePolicy, withoutPermission, withPermission } from "./queuePermissions";
import { QueueSettings } from "./queueSettings";
import { keyRequirements, OPERATIONS, queueRequirement } from "./requirements";
import { nameOf, QUERY_ERRORS, queueName, Translation } from "./translation";

export interface SqsOptions {
  cloud: Pick<Cloud, "accountId" | "region" | "endpoint">;
  clock: Clock;
  /** Where the queues' policies are registered. Default: nowhere; they then have no effect. */
  policies?: {
    putResourcePolicy(arn: string, document: PolicyDocument): void;
    deleteResourcePolicy(arn: string): void;
  };
  /** Another emulator, instead of the one in this process. */
  endpoint?: QueueEndpoint;
  /** Where the one in this process stores queues and messages. Default: in memory only. */
  directory?: string;
  /** The ARN of the key behind an alias. */
  resolveKeyAlias?: (alias: string) => string | undefined;
  /** Called with each message that was moved to its queue's dead-letter queue, by the emulator in this process. Default: nothing. */
  onDeadLetter?: (deadLetter: DeadLetter) => void;
}

/** The backend rejects larger values. */
const MAXIMUM_WAIT_SECONDS = 20;

type Input = Record<string, unknown>;

/**
 * Amazon SQS ({@link https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html}): the queues are
 * an emulator's, the names, permissions and errors the cloud's own. Long polls wait on the clock; delays, and the
 * visibility timeouts of receivers other than event source mappings, are the emulator's: real time.
 */
export class SqsService implements Service, QueueService {
  readonly signingName = "sqs";
  readonly operationNames = OPERATIONS;
  private readonly codec: Codec = awsJson({
    version: "1.0",
    targetPrefix: "AmazonSQS",
    operations: OPERATIONS,
    errorNamespace: "com.amazonaws.sqs",
    queryErrors: QUERY_ERRORS,
  });
  readonly decode = this.codec.decode;
  readonly encode = this.codec.encode;
  readonly encodeError = this.codec.encodeError;
  private readonly settings = new QueueSettings();
  private readonly arrivals: Arrivals;
  private readonly activity: QueueActivity;
  private readonly translation: Translation;
  private readonly moveTasks: MoveTasks;
  private readonly closing = new AbortController();

  static async start(options: SqsOptions): Promise<SqsService> {
    const { cloud, endpoint, directory } = options;
    const backend: QueueBackend = endpoint
      ? connectEndpoint(endpoint, cloud.region)
      : await startFauxqs(cloud.region, directory, (queue) => service.noteDeadLetter(queue));
    const service = new SqsService(options, backend);
    if (directory !== undefined) await service.restore();
    return service;
  }

  private constructor(
    private readonly options: SqsOptions,
    private readonly backend: QueueBackend,
  ) {
    const { cloud, clock } = options;
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
    const queues = {
      sourcesOf: (queueArn: string) => this.settings.sourcesOf(queueArn),
      arnOf: (queue: string) => this.translation.queueArn(queue),
      perform: (operation: string, queueArn: string, input: Input) =>
        this.perform(operation, { ...input, QueueUrl: this.translation.queueUrl(nameOf(queueArn)) }),
    };
    this.moveTasks = new MoveTasks(queues, clock);
  }

  requirements({ operation, input }: ServiceCall): Requirement[] {
    checkTypes(input);
    const resource = this.resourceOf(operation, input);
    const needed = queueRequirement(operation, resource);
    const keyId = this.settings.keyId(nameOf(resource));
    if (keyId === undefined) return [needed];
    return [needed, ...keyRequirements(needed, this.keyArn(keyId), this.options.cloud.region)];
  }

  async invoke(
    { operation, input: given }: ServiceCall,
    _caller: Caller,
    context: CallContext,
  ): Promise<Record<string, unknown>> {
    const input = withoutNulls(given);
    checkInput(operation, input);
    if (operation === "SendMessage") checkFifoIds(input);
    const own = this.own[operation];
    if (own) return own(input);
    const seconds = operation === "ReceiveMessage" ? this.waitSeconds(input) : 0;
    if (seconds <= 0 || seconds > MAXIMUM_WAIT_SECONDS) return this.perform(operation, input, context.signal);
    if (!this.backend.exclusive) return context.idle(this.perform(operation, input, context.signal));
    const poll = {
      queue: queueName(String(input.QueueUrl)),
      seconds,
      receive: () => this.perform(operation, { ...input, WaitTimeSeconds: 0 }),
      signal: AbortSignal.any([context.signal, this.closing.signal]),
    };
    return longPoll(poll, this.arrivals, this.options.clock, context);
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.arrivals.close();
    await this.backend.close();
  }

  /** Empties every queue, and forgets deduplication ids. Only for the emulator in this process. */
  reset(): void {
    this.backend.empty?.();
  }

  /** Creates a queue; if one with the same name and attributes exists, it is returned. */
  async createQueue(
    name: string,
    attributes: Record<string, string> = {},
    tags: Record<string, string> = {},
  ): Promise<{ queueUrl: string; queueArn: string }> {
    await this.perform("CreateQueue", { QueueName: name, Attributes: attributes, tags });
    return { queueUrl: this.translation.queueUrl(name), queueArn: this.translation.queueArn(name) };
  }

  async setQueueAttributes(name: string, attributes: Record<string, string>): Promise<void> {
    await this.perform("SetQueueAttributes", {
      QueueUrl: this.translation.queueUrl(name),
      Attributes: attributes,
    });
  }

  async deleteQueue(name: string): Promise<void> {
    await this.perform("DeleteQueue", { QueueUrl: this.translation.queueUrl(name) });
  }

  get announcesArrivals(): boolean {
    return this.backend.exclusive;
  }

  onArrival(queueArn: string, listener: () => void): () => void {
    return this.arrivals.on(nameOf(queueArn), listener);
  }

  async changeVisibility(queueArn: string, receiptHandle: string, seconds: number): Promise<void> {
    await this.perform("ChangeMessageVisibility", {
      QueueUrl: this.translation.queueUrl(nameOf(queueArn)),
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: seconds,
    });
  }

  private noteDeadLetter(queue: string): void {
    const targetArn = this.settings.deadLetterArn(queue);
    if (targetArn === undefined) return;
    this.options.onDeadLetter?.({ service: "sqs", sourceArn: this.translation.queueArn(queue), targetArn });
  }

  /** Restores the settings of stored queues, and announces when their delayed messages become available. */
  private async restore(): Promise<void> {
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
      if (Policy)
        this.options.policies?.putResourcePolicy(this.translation.queueArn(queue), readQueuePolicy(Policy));
      for (const seconds of (await this.backend.delaysOf?.(queue)) ?? []) {
        this.arrivals.announceIn(queue, seconds, false);
      }
    }
  }

  private async perform(
    operation: string,
    input: Input,
    signal?: AbortSignal,
  ): Promise<Record<string, unknown>> {
    const queue = String(input.QueueName ?? queueName(String(input.QueueUrl ?? "")));
    const { Policy } = (input.Attributes ?? {}) as Record<string, string>;
    const policy = Policy ? readQueuePolicy(Policy) : undefined;
    const isScoped = operation.startsWith("SendMessage") && this.settings.deduplicatesByGroup(queue);
    const sent = isScoped ? scopeToGroups(input, this.settings.deduplicatesByContent(queue)) : input;
    const answer = await this.request(operation, this.translation.toBackend(sent), signal);
    const output = this.translation.fromBackend(answer);
    this.activity.note(operation, input, output);
    if (policy) this.options.policies?.putResourcePolicy(this.translation.queueArn(queue), policy);
    else if (operation === "DeleteQueue" || Policy === "")
      this.options.policies?.deleteResourcePolicy(this.translation.queueArn(queue));
    if (!Array.isArray(output.Messages)) return output;
    return { ...output, Messages: output.Messages.map((message: object) => withoutScope(message)) };
  }

  /** The operations that the backend does not have. */
  private readonly own: Readonly<Record<string, (input: Input) => Input | Promise<Input>>> = {
    AddPermission: ({ QueueUrl, ...permission }) =>
      this.changePolicy(String(QueueUrl), (policy, arn) => withPermission(policy, arn, permission as never)),
    RemovePermission: ({ QueueUrl, Label }) =>
      this.changePolicy(String(QueueUrl), (policy, arn) => withoutPermission(policy, arn, String(Label))),
    StartMessageMoveTask: (input) => this.moveTasks.start(input),
    ListMessageMoveTasks: (input) => this.moveTasks.list(input),
    CancelMessageMoveTask: (input) => this.moveTasks.cancel(input),
    ListDeadLetterSourceQueues: (input) => this.listDeadLetterSources(input),
  };

  private async changePolicy(
    QueueUrl: string,
    change: (policy: string | undefined, queueArn: string) => string,
  ): Promise<Input> {
    const { Attributes } = await this.perform("GetQueueAttributes", { QueueUrl, AttributeNames: ["Policy"] });
    const { Policy: before } = (Attributes ?? {}) as Record<string, string>;
    const Policy = change(before || undefined, this.translation.queueArn(queueName(QueueUrl)));
    await this.perform("SetQueueAttributes", { QueueUrl, Attributes: { Policy } });
    return {};
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

  private waitSeconds({ WaitTimeSeconds, QueueUrl }: Input): number {
    return Number(WaitTimeSeconds ?? this.settings.waitSeconds(queueName(String(QueueUrl))));
  }

  private listDeadLetterSources({ QueueUrl }: Input): Record<string, unknown> {
    const arn = this.translation.queueArn(queueName(String(QueueUrl)));
    return { queueUrls: this.settings.sourcesOf(arn).map((name) => this.translation.queueUrl(name)) };
  }

  private resourceOf(operation: string, input: Input): string {
    const { QueueUrl, QueueName, SourceArn, QueueOwnerAWSAccountId } = input;
    const { accountId, region } = this.options.cloud;
    if (operation === "ListQueues" || operation === "CancelMessageMoveTask") return "*";
    if (typeof SourceArn === "string") return SourceArn;
    if (typeof QueueName === "string") {
      return `arn:aws:sqs:${region}:${String(QueueOwnerAWSAccountId ?? accountId)}:${QueueName}`;
    }
    if (typeof QueueUrl !== "string" || QueueUrl === "") {
      throw new AwsError("MissingParameter", "The request must contain the parameter QueueUrl.");
    }
    const [, account = accountId, name = queueName(QueueUrl)] = /\/(\d{12})\/([^/]+)$/.exec(QueueUrl) ?? [];
    return `arn:aws:sqs:${region}:${account}:${name}`;
  }

  private keyArn(keyId: string): string {
    if (/^arn:[^:]+:kms:.*:key\//.test(keyId)) return keyId;
    const { accountId, region } = this.options.cloud;
    const alias = /(?:^|:)(alias\/.+)$/.exec(keyId)?.[1];
    const arn = (resource: string) => `arn:aws:kms:${region}:${accountId}:${resource}`;
    if (alias === undefined) return arn(`key/${keyId}`);
    return this.options.resolveKeyAlias?.(alias) ?? arn(alias);
  }
}
