import type { StackValidationPolicy } from "@pulumi/policy";
import { amongAll, isGiven, refersTo } from "./validation";

export const deadLetterQueues: StackValidationPolicy = {
  name: "dead-letter-queues",
  description:
    "Every queue that a function reads has a dead-letter queue: without one, a bad message is delivered again until it " +
    "expires, and blocks a FIFO group. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html",
  enforcementLevel: "mandatory",
  validateStack: amongAll(["aws:lambda/eventSourceMapping:EventSourceMapping"], (mapping, all, report) => {
    const queue = all.find(
      (each) => each.type === "aws:sqs/queue:Queue" && refersTo(mapping, "eventSourceArn", each, "arn"),
    );
    if (queue && !isGiven(() => queue.props.redrivePolicy)) {
      report(`${mapping.name} reads it, but it has no dead-letter queue; set redrivePolicy`, queue.urn);
    }
  }),
};
