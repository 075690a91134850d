import * as aws from "@pulumi/aws";

/** A program of one file, without a Pulumi.yaml. */
export const queueName = new aws.sqs.Queue("work").name;
