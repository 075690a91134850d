/** What Lambda's pollers know of the queue service beyond its API. */
export interface QueueService {
  /** Whether {@link onArrival} tells of every message; if not, the pollers wait in long polls. */
  readonly announcesArrivals: boolean;
  /**
   * Calls `listener` whenever messages of the queue may have become available, before the call that did it is answered.
   * Returns a function that ends it.
   */
  onArrival(queueArn: string, listener: () => void): () => void;
  /** Lambda's own call, which needs no permission of the function's role. */
  changeVisibility(queueArn: string, receiptHandle: string, seconds: number): Promise<void>;
}

/** Permissions that a queue's mapping needs, with the names AWS's messages have for them. */
export const POLLER_PERMISSIONS = [
  { action: "sqs:ReceiveMessage", checked: "ReceiveMessage on SQS" },
  { action: "sqs:DeleteMessage", checked: "DeleteMessage on SQS" },
  { action: "sqs:GetQueueAttributes", checked: "GetQueueAttributes on SQS" },
] as const;

export const MAXIMUM_VISIBILITY_SECONDS = 43_200;

/** `http://127.0.0.1:PORT/ACCOUNT/NAME` */
export function queueUrl(endpoint: string, queueArn: string): string {
  const [, , , , accountId, name] = queueArn.split(":");
  return `${endpoint}/${accountId}/${name}`;
}
