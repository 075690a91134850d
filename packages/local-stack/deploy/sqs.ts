import type { LocalServices, PolicyDocument } from "../../local-cloud";
import { AwsError } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import type { Deployer } from "./deployer";
import { json, text } from "./properties";

/** Pulumi's name of a queue's property → the API's name of the attribute. */
const ATTRIBUTES: Record<string, string> = {
  contentBasedDeduplication: "ContentBasedDeduplication",
  deduplicationScope: "DeduplicationScope",
  delaySeconds: "DelaySeconds",
  fifoQueue: "FifoQueue",
  fifoThroughputLimit: "FifoThroughputLimit",
  kmsDataKeyReusePeriodSeconds: "KmsDataKeyReusePeriodSeconds",
  kmsMasterKeyId: "KmsMasterKeyId",
  maxMessageSize: "MaximumMessageSize",
  messageRetentionSeconds: "MessageRetentionPeriod",
  receiveWaitTimeSeconds: "ReceiveMessageWaitTimeSeconds",
  redriveAllowPolicy: "RedriveAllowPolicy",
  redrivePolicy: "RedrivePolicy",
  sqsManagedSseEnabled: "SqsManagedSseEnabled",
  visibilityTimeoutSeconds: "VisibilityTimeout",
};

/** Attributes that a queue has from its creation on, or never. */
const FIXED = ["FifoQueue"];

function attributesOf({ inputs }: Resource): Record<string, string> {
  return Object.fromEntries(
    Object.entries(ATTRIBUTES).flatMap(([property, attribute]) => {
      const value = inputs[property];
      if (value === undefined || (attribute === "FifoQueue" && value === false)) return [];
      return [[attribute, typeof value === "object" ? JSON.stringify(value) : String(value)]];
    }),
  );
}

/** A queue that was kept is made what the program wants now, and keeps its messages. */
async function createOrChange(resource: Resource, sqs: LocalServices["sqs"]): Promise<void> {
  const name = text(resource, "name");
  try {
    await sqs.createQueue(name, attributesOf(resource));
  } catch (error) {
    if (!(error instanceof AwsError && /^Queue(Name|Already)Exists$/.test(error.code))) throw error;
    await sqs.setQueueAttributes(name, changeableOf(resource));
  }
}

const changeableOf = (resource: Resource): Record<string, string> =>
  Object.fromEntries(Object.entries(attributesOf(resource)).filter(([name]) => !FIXED.includes(name)));

const queue: Deployer = {
  async create(resource, { sqs, cloud }) {
    await createOrChange(resource, sqs);
    if (resource.inputs.policy) {
      cloud.iam.registry.putResourcePolicy(
        text(resource, "arn"),
        json<PolicyDocument>(resource, "policy"),
        "Queue",
      );
    }
  },
  async update(resource, _before, { sqs }) {
    await sqs.setQueueAttributes(text(resource, "name"), changeableOf(resource));
  },
  async delete(resource, { sqs, cloud }) {
    cloud.iam.registry.deleteResourcePolicy(text(resource, "arn"));
    await sqs.deleteQueue(text(resource, "name"));
  },
};

/** A queue's ARN from its URL, `…/ACCOUNT/NAME`. */
const arnOf = (url: string, region: string) => {
  const [account, name] = url.split("/").slice(-2);
  return `arn:aws:sqs:${region}:${account}:${name}`;
};

const queuePolicy: Deployer = {
  create: (resource, { cloud }) =>
    cloud.iam.registry.putResourcePolicy(
      arnOf(text(resource, "queueUrl"), cloud.region),
      json<PolicyDocument>(resource, "policy"),
    ),
  delete: (resource, { cloud }) =>
    cloud.iam.registry.deleteResourcePolicy(arnOf(text(resource, "queueUrl"), cloud.region), "Policy"),
};

export const queues: Record<string, Deployer> = {
  "aws:sqs/queue:Queue": queue,
  "aws:sqs/queuePolicy:QueuePolicy": queuePolicy,
};
