import type { PRICES } from "./prices";

type Item = keyof typeof PRICES;

const WRITES = ["PutItem", "UpdateItem", "DeleteItem"];
const READS = ["GetItem", "BatchGetItem", "Query", "Scan"];

/** What AWS bills for a call of a service; a call of more than one unit, of a batch or a transaction, counts as one. */
export function pricedCall(service: string, operation: string): Item | undefined {
  switch (service) {
    case "sqs":
      return "sqsRequest";
    case "sns":
      return operation.startsWith("Publish") ? "snsRequest" : undefined;
    case "dynamodb":
      if (WRITES.includes(operation)) return "dynamodbWrite";
      return READS.includes(operation) ? "dynamodbRead" : undefined;
    case "s3":
      // Deleting is free.
      if (operation === "PutObject" || operation.startsWith("List")) return "s3Put";
      return operation === "GetObject" || operation === "HeadObject" ? "s3Get" : undefined;
    default:
      return undefined;
  }
}

/** What AWS bills for a request at a front door, by the beginning of its path. */
export function pricedRequest(prefix: string): Item | undefined {
  if (prefix === "/execute-api") return "apiGatewayRequest";
  return prefix === "/appsync" || prefix === "/graphql" ? "appSyncRequest" : undefined;
}
