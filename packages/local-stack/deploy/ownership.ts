import { AwsError, type LocalServices } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import {
  deadLetterQueueOf,
  identitiesOf,
  type Reference,
  type ReferenceKind,
  referencesOf,
} from "./references";

type Exists = (id: string, services: LocalServices) => Promise<boolean> | boolean;

/** The errors of what does not exist. */
const NOT_FOUND = new Set([
  "NoSuchBucket",
  "NotFound",
  "QueueDoesNotExist",
  "ResourceNotFoundException",
  "StateMachineDoesNotExist",
]);

/** Whether a call that reads something finds it. */
const found =
  (service: string, operation: string, input: (id: string) => object): Exists =>
  async (id, { cloud }) => {
    try {
      await cloud.call(cloud.administrator, service, operation, input(id));
      return true;
    } catch (error) {
      if (error instanceof AwsError && NOT_FOUND.has(error.code)) return false;
      throw error;
    }
  };

const ruleExists = found("events", "DescribeRule", (id) => {
  const slash = id.lastIndexOf("/");
  return { EventBusName: id.slice(0, slash), Name: id.slice(slash + 1) };
});

/** Whether the local cloud has what no resource of the program is: the default event bus, a table that was kept, a secret of the values. */
const EXISTS: Readonly<Record<ReferenceKind, Exists>> = {
  "API key": () => false,
  "event bus": found("events", "DescribeEventBus", (Name) => ({ Name })),
  function: (id, { lambda }) => lambda.functions.list().some(({ arn, name }) => id === arn || id === name),
  "GraphQL API": () => false,
  queue: found("sqs", "GetQueueUrl", (id) => ({ QueueName: id.split(/[:/]/).at(-1) })),
  "REST API": () => false,
  role: (id, { cloud }) => cloud.iam.registry.listRoles().some(({ arn, name }) => id === arn || id === name),
  rule: ruleExists,
  "schedule group": found("scheduler", "GetScheduleGroup", (Name) => ({ Name })),
  bucket: found("s3", "HeadBucket", (Bucket) => ({ Bucket })),
  secret: (id, { secretsManager }) => secretsManager.secrets.find(id) !== undefined,
  "state machine": found("states", "DescribeStateMachine", (stateMachineArn) => ({ stateMachineArn })),
  table: found("dynamodb", "DescribeTable", (TableName) => ({ TableName })),
  topic: found("sns", "GetTopicAttributes", (TopicArn) => ({ TopicArn })),
  "usage plan": () => false,
};

const keyOf = ({ kind, id }: Reference) => `${kind} ${id}`;

const keysOf = (resources: readonly Resource[]) => new Set(resources.flatMap(identitiesOf).map(keyOf));

/** `role a`, `role a and queue b`. */
const LIST = new Intl.ListFormat("en-US");

/** What a program creates, as opposed to what its resources only name. */
export class Ownership {
  private readonly owned: Set<string>;
  /** What is still in the local cloud, and no longer in the program. */
  private readonly gone: Set<string>;

  constructor(
    resources: readonly Resource[],
    deployed: readonly Resource[],
    private readonly services: LocalServices,
  ) {
    this.owned = keysOf(resources);
    this.gone = new Set([...keysOf(deployed)].filter((key) => !this.owned.has(key)));
  }

  /**
   * Why the resource must be left out: what it cannot be without, and neither the program creates nor the local cloud has.
   * Undefined if there is no such thing. What cannot be without a resource that is left out is left out too.
   */
  async whyLeftOut(resource: Resource): Promise<string | undefined> {
    const missing: string[] = [];
    for (const reference of referencesOf(resource)) {
      if (!(await this.isThere(reference))) missing.push(keyOf(reference));
    }
    if (missing.length === 0) return undefined;
    for (const identity of identitiesOf(resource)) this.owned.delete(keyOf(identity));
    const needs = `it needs ${LIST.format(missing)}, which ${missing.length === 1 ? "is" : "are"} not on this machine`;
    return `${resource.type} '${resource.name}' is left out: ${needs}`;
  }

  /** What a resource that is deployed names, can be without, and does not find. */
  async notesOf(resource: Resource): Promise<string[]> {
    const queue = deadLetterQueueOf(resource);
    if (queue === undefined || (await this.isThere(queue))) return [];
    return [
      `${resource.type} '${resource.name}': its dead-letter queue ${queue.id} is not on this machine, so that messages stay in the queue`,
    ];
  }

  private async isThere(reference: Reference): Promise<boolean> {
    const key = keyOf(reference);
    if (this.owned.has(key)) return true;
    return !this.gone.has(key) && EXISTS[reference.kind](reference.id, this.services);
  }
}
