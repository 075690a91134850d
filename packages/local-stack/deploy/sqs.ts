import type { LocalServices, PolicyDocument } from "../../local-cloud";
import { AwsError } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import { type Attributes, attributesOf } from "./attributes";
import type { Deployer } from "./deployer";
import { json, Properties, text } from "./properties";

const ATTRIBUTES: Attributes = {
  contentBasedDeduplication: ["ContentBasedDeduplication", "flag"],
  deduplicationScope: ["DeduplicationScope", "text"],
  delaySeconds: ["DelaySeconds", "number"],
  fifoQueue: ["FifoQueue", "flag"],
  fifoThroughputLimit: ["FifoThroughputLimit", "text"],
  kmsDataKeyReusePeriodSeconds: ["KmsDataKeyReusePeriodSeconds", "number"],
  kmsMasterKeyId: ["KmsMasterKeyId", "text"],
  maxMessageSize: ["MaximumMessageSize", "number"],
  messageRetentionSeconds: ["MessageRetentionPeriod", "number"],
  receiveWaitTimeSeconds: ["ReceiveMessageWaitTimeSeconds", "number"],
  redriveAllowPolicy: ["RedriveAllowPolicy", "json"],
  redrivePolicy: ["RedrivePolicy", "json"],
  sqsManagedSseEnabled: ["SqsManagedSseEnabled", "flag"],
  visibilityTimeoutSeconds: ["VisibilityTimeout", "number"],
};

/** Attributes that can be set only when the queue is created. */
const FIXED = ["FifoQueue"];

/** Creates the queue. One that was persisted is updated instead, and keeps its messages. */
async function createOrChange(resource: Resource, sqs: LocalServices["sqs"]): Promise<void> {
  const name = text(resource, "name");
  try {
    await sqs.createQueue(name, attributesOf(resource, ATTRIBUTES));
  } catch (error) {
    if (!(error instanceof AwsError && /^Queue(Name|Already)Exists$/.test(error.code))) throw error;
    await sqs.setQueueAttributes(name, changeableOf(resource));
  }
}

const changeableOf = (resource: Resource): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributesOf(resource, ATTRIBUTES)).filter(([name]) => !FIXED.includes(name)),
  );

const queue: Deployer = {
  async create(resource, { sqs, cloud }) {
    await createOrChange(resource, sqs);
    if (Properties.inputsOf(resource).has("policy")) {
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
