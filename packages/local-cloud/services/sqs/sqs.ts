import type { DeadLetter } from "../../aws/deadLetter";
import { awsJson, type Codec } from "../../aws/protocols/awsJson";
import type { CallContext, Caller, HttpRequest, Requirement, Service, ServiceCall } from "../../aws/service";
import { withoutNulls } from "../inputShape";
import { type KeyAliases, keyArn } from "../kms";
import type { QueueService } from "../lambda/eventSource/queue";
import { checkAttributes } from "./attributes";
import type { QueueBackend } from "./backend";
import { connectEndpoint, type QueueEndpoint } from "./endpointBackend";
import { startFauxqs } from "./fauxqsBackend";
import { checkFifoIds, checkInput, checkTypes } from "./inputs";
import { longPoll } from "./longPoll";
import { MoveTasks } from "./moveTasks";
import { queryCodec } from "./queryCodec";
import { withoutPermission, withPermission } from "./queuePermissions";
import type { QueueSettings } from "./queueSettings";
import { Queues, type QueuesOptions, queueOf } from "./queues";
import { OPERATIONS, requirementsOf } from "./requirements";
import { nameOf, QUERY_ERRORS, queueName, type Translation } from "./translation";

export interface SqsOptions extends QueuesOptions {
  /** Another emulator, instead of the one in this process. */
  endpoint?: QueueEndpoint;
  /** Where the one in this process stores queues and messages. Default: in memory only. */
  directory?: string;
  /** The ARN of the key behind an alias. */
  resolveKeyAlias?: KeyAliases;
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
  private readonly queues: Queues;
  private readonly settings: QueueSettings;
  private readonly translation: Translation;
  private readonly moveTasks: MoveTasks;

  static async start(options: SqsOptions): Promise<SqsService> {
    const { cloud, endpoint, directory } = options;
    const backend: QueueBackend = endpoint
      ? connectEndpoint(endpoint, cloud.region)
      : await startFauxqs(cloud.region, directory, (queue, messageId) =>
          service.noteDeadLetter(queue, messageId),
        );
    const service = new SqsService(options, backend);
    if (directory !== undefined) await service.queues.restore();
    return service;
  }

  private constructor(
    private readonly options: SqsOptions,
    private readonly backend: QueueBackend,
  ) {
    this.queues = new Queues(backend, options);
    this.settings = this.queues.settings;
    this.translation = this.queues.translation;
    const movable = {
      sourcesOf: (queueArn: string) => this.settings.sourcesOf(queueArn),
      arnOf: (queue: string) => this.translation.queueArn(queue),
      perform: (operation: string, queueArn: string, input: Input) =>
        this.queues.perform(operation, { ...input, QueueUrl: this.translation.queueUrl(nameOf(queueArn)) }),
    };
    this.moveTasks = new MoveTasks(movable, options.clock);
  }

  requirements({ operation, input }: ServiceCall): Requirement[] {
    checkTypes(input);
    const { cloud, resolveKeyAlias } = this.options;
    return requirementsOf(operation, input, {
      cloud,
      keyArnOf: (queueArn) => {
        const keyId = this.settings.keyId(nameOf(queueArn));
        return keyId === undefined ? undefined : keyArn(keyId, cloud, resolveKeyAlias);
      },
      sourcesOf: (queueArn) =>
        this.settings.sourcesOf(queueArn).map((name) => this.translation.queueArn(name)),
    });
  }

  /** SDKs from before 2023 speak the query protocol, all others JSON. */
  speak({ method, headers }: HttpRequest): Pick<Service, "protocol" | keyof Codec> {
    const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
    return method === "GET" || isForm ? { ...queryCodec, protocol: "query" } : this;
  }

  async invoke(
    { operation, input: given }: ServiceCall,
    _caller: Caller,
    context: CallContext,
  ): Promise<Record<string, unknown>> {
    const input = withoutNulls(given);
    checkInput(operation, input);
    checkAttributes(operation, input, queueOf(input));
    if (operation === "SendMessage") checkFifoIds(input);
    const own = this.own[operation];
    if (own) return own(input);
    // fauxqs returns all attributes where none are asked for.
    if (operation === "GetQueueAttributes")
      return this.queues.perform(operation, { AttributeNames: [], ...input });
    const seconds = operation === "ReceiveMessage" ? this.waitSeconds(input) : 0;
    if (seconds <= 0 || seconds > MAXIMUM_WAIT_SECONDS)
      return this.queues.perform(operation, input, context.signal);
    if (!this.backend.exclusive) return context.idle(this.queues.perform(operation, input, context.signal));
    const poll = {
      queue: queueName(String(input.QueueUrl)),
      seconds,
      receive: () => this.queues.perform(operation, { ...input, WaitTimeSeconds: 0 }),
      signal: AbortSignal.any([context.signal, this.queues.closing.signal]),
    };
    return longPoll(poll, this.queues.arrivals, this.options.clock, context);
  }

  async close(): Promise<void> {
    await this.queues.close();
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
    await this.queues.perform("CreateQueue", { QueueName: name, Attributes: attributes, tags });
    return { queueUrl: this.translation.queueUrl(name), queueArn: this.translation.queueArn(name) };
  }

  async setQueueAttributes(name: string, attributes: Record<string, string>): Promise<void> {
    await this.queues.perform("SetQueueAttributes", {
      QueueUrl: this.translation.queueUrl(name),
      Attributes: attributes,
    });
  }

  async deleteQueue(name: string): Promise<void> {
    await this.queues.perform("DeleteQueue", { QueueUrl: this.translation.queueUrl(name) });
  }

  get announcesArrivals(): boolean {
    return this.backend.exclusive;
  }

  onArrival(queueArn: string, listener: () => void): () => void {
    return this.queues.arrivals.on(nameOf(queueArn), listener);
  }

  async changeVisibility(queueArn: string, receiptHandle: string, seconds: number): Promise<void> {
    await this.queues.perform("ChangeMessageVisibility", {
      QueueUrl: this.translation.queueUrl(nameOf(queueArn)),
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: seconds,
    });
  }

  private noteDeadLetter(queue: string, messageId: string): void {
    const sourceArn = this.translation.queueArn(queue);
    this.queues.deadLetters.note(messageId, sourceArn);
    const targetArn = this.settings.deadLetterArn(queue);
    if (targetArn !== undefined) this.options.onDeadLetter?.({ service: "sqs", sourceArn, targetArn });
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
    const { Attributes } = await this.queues.perform("GetQueueAttributes", {
      QueueUrl,
      AttributeNames: ["Policy"],
    });
    const { Policy: before } = (Attributes ?? {}) as Record<string, string>;
    const Policy = change(before || undefined, this.translation.queueArn(queueName(QueueUrl)));
    await this.queues.perform("SetQueueAttributes", { QueueUrl, Attributes: { Policy } });
    return {};
  }

  private waitSeconds({ WaitTimeSeconds, QueueUrl }: Input): number {
    return Number(WaitTimeSeconds ?? this.settings.waitSeconds(queueName(String(QueueUrl))));
  }

  private listDeadLetterSources({ QueueUrl }: Input): Record<string, unknown> {
    const arn = this.translation.queueArn(queueName(String(QueueUrl)));
    return { queueUrls: this.settings.sourcesOf(arn).map((name) => this.translation.queueUrl(name)) };
  }
}
