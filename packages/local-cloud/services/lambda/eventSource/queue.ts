/** What Lambda's pollers need from the queue service beyond its API. */
export interface QueueService {
  /** Whether {@link onArrival} reports every message; if not, the pollers use long polling. */
  readonly announcesArrivals: boolean;
  /**
   * Calls `listener` whenever messages of the queue may have become available, before the call that caused it
   * returns. Returns a function that unsubscribes.
   */
  onArrival(queueArn: string, listener: () => void): () => void;
  /** Lambda's own call: the function's role needs no permission for it. */
  changeVisibility(queueArn: string, receiptHandle: string, seconds: number): Promise<void>;
}

/** The permissions that a queue's mapping needs, with their names in AWS's messages. */
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
