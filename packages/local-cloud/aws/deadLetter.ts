/** A message or event that was given up and sent to a dead-letter queue. */
export interface DeadLetter {
  /** The service that gave it up, by its signing name. */
  service: "events" | "lambda" | "scheduler" | "sns" | "sqs";
  /** The ARN of the queue, subscription, function, rule or schedule that could not process it. */
  sourceArn: string;
  /** The ARN of the dead-letter queue or topic. */
  targetArn: string;
}
