import type { PRICES } from "./prices";

type Item = keyof typeof PRICES;

const DYNAMODB: Partial<Record<string, Item>> = {
  PutItem: "dynamodbWrite",
  UpdateItem: "dynamodbWrite",
  DeleteItem: "dynamodbWrite",
  BatchWriteItem: "dynamodbWrite",
  TransactWriteItems: "dynamodbWrite",
  GetItem: "dynamodbRead",
  BatchGetItem: "dynamodbRead",
  TransactGetItems: "dynamodbRead",
  Query: "dynamodbRead",
  Scan: "dynamodbRead",
};

/** What S3 bills like PUT, by the operations' prefixes. Deleting and aborting are free: https://aws.amazon.com/s3/pricing/ */
const LIKE_PUT = /^(Put|Copy|Create|Upload|Complete|List)/;
const LIKE_GET = /^(Get|Head|Select)/;

/**
 * What AWS bills for a call of a service. A call counts as one unit, even a batch or a transaction.
 *
 * @param input the call's input, which determines whether a queue is FIFO
 */
export function pricedCall(
  service: string,
  operation: string,
  input: Record<string, unknown> = {},
): Item | undefined {
  switch (service) {
    case "sqs":
      return isFifo(input) ? "sqsFifoRequest" : "sqsRequest";
    case "sns":
      return operation.startsWith("Publish") ? "snsRequest" : undefined;
    case "dynamodb":
      return DYNAMODB[operation];
    case "s3":
      if (LIKE_PUT.test(operation)) return "s3Put";
      return LIKE_GET.test(operation) ? "s3Get" : undefined;
    default:
      return undefined;
  }
}

/** Determined by the queue's URL or name: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
const isFifo = ({ QueueUrl, QueueName }: Record<string, unknown>): boolean =>
  String(QueueUrl ?? QueueName ?? "").endsWith(".fifo");

/** What AWS bills for a request to an API, by the prefix of its path. */
export function pricedRequest(prefix: string): Item | undefined {
  if (prefix === "/execute-api") return "apiGatewayRequest";
  return prefix === "/appsync" || prefix === "/graphql" ? "appSyncRequest" : undefined;
}
