import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "../../states";
import { denyPlainHttp } from "../shared/denyPlainHttp";
import type { Operations } from "../shared/operations";

/** The topic that announces accepted orders, with an e-mail subscription if `email` is given. */
export function createOrderTopic(
  name: string,
  email: pulumi.Input<string> | undefined,
  operations: Operations,
  parent: pulumi.Resource,
): aws.sns.Topic {
  const topic = new aws.sns.Topic(
    `${name}-accepted`,
    { kmsMasterKeyId: operations.kmsKeyArn ?? "alias/aws/sns" },
    { parent },
  );
  new aws.sns.TopicPolicy(
    `${name}-accepted-policy`,
    { arn: topic.arn, policy: policyDocument([denyPlainHttp("sns:Publish", topic.arn)]) },
    { parent: topic },
  );
  if (email !== undefined) {
    new aws.sns.TopicSubscription(
      `${name}-accepted-email`,
      { topic: topic.arn, protocol: "email", endpoint: email },
      { parent: topic },
    );
  }
  return topic;
}
