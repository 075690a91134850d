/** A message or event that was given up and sent to a dead-letter queue. */
export interface DeadLetter {
  /** The service that gave it up, by its signing name. */
  service: "sqs" | "sns" | "lambda";
  /** The ARN of the queue, subscription or function that could not process it. */
  sourceArn: string;
  /** The ARN of the dead-letter queue or topic. */
  targetArn: string;
}
