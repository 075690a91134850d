import type { StackValidationPolicy } from "@pulumi/policy";
import { amongAll, isGiven, refersTo } from "./validation";

export const deadLetterQueues: StackValidationPolicy = {
  name: "dead-letter-queues",
  description:
    "Every queue that a function reads sets aside what it cannot process: without that, one bad message comes back until it " +
    "expires, and holds up a FIFO group. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html",
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
