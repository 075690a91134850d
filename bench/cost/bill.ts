import { costOf, lambdaGbSeconds, type Usage } from "../../packages/cli";

/**
 * The assumed duration of every invocation of a function, theirs and ours: a warm one that makes a call or two. Durations on
 * this machine say nothing about AWS. The seeds' functions have less memory and so a smaller share of a CPU; that they would
 * take longer is ignored.
 */
export const FUNCTION_MS = 100;

/** The bill of one run, or of one of another unit. */
export interface Bill {
  transitions: number;
  lambdaRequests: number;
  gbSeconds: number;
  /** The others, by the item of `packages/cli/preview/prices.ts`. */
  requests: Usage;
  /** US dollars for a million of them. */
  dollarsPerMillion: number;
}

/** GB-seconds of invocations of a memory size, by {@link FUNCTION_MS}. */
export const assumedGbSeconds = (memoryMb: number): number => lambdaGbSeconds(FUNCTION_MS, memoryMb);

/** The bill for a usage. */
export function billOf(usage: Usage): Bill {
  const { standardTransition, lambdaRequest, lambdaGbSecond, lambdaX86GbSecond, ...requests } = usage;
  return {
    transitions: standardTransition ?? 0,
    lambdaRequests: lambdaRequest ?? 0,
    gbSeconds: (lambdaGbSecond ?? 0) + (lambdaX86GbSecond ?? 0),
    requests,
    dollarsPerMillion: costOf(usage) * 1_000_000,
  };
}

/** A usage multiplied by a factor. */
export const times = (count: number, usage: Usage): Usage =>
  Object.fromEntries(Object.entries(usage).map(([item, amount]) => [item, amount * count]));

const NAMES: Partial<Record<keyof Usage, string>> = {
  sqsRequest: "SQS request",
  sqsFifoRequest: "SQS FIFO request",
  snsRequest: "SNS request",
  apiGatewayRequest: "API Gateway request",
  appSyncRequest: "AppSync request",
  dynamodbWrite: "DynamoDB write",
  dynamodbRead: "DynamoDB read",
  s3Put: "S3 PUT",
  s3Get: "S3 GET",
};

/** The differences between two bills: `+1 SNS request`. */
export function differences(ours: Bill, seed: Bill): string[] {
  const items = [
    ...new Set([...Object.keys(ours.requests), ...Object.keys(seed.requests)]),
  ] as (keyof Usage)[];
  const amounts: [name: string, difference: number][] = [
    ["state transition", ours.transitions - seed.transitions],
    ["Lambda request", ours.lambdaRequests - seed.lambdaRequests],
    ["Lambda GB-second", ours.gbSeconds - seed.gbSeconds],
    ...items.map((item): [string, number] => [
      NAMES[item] ?? item,
      (ours.requests[item] ?? 0) - (seed.requests[item] ?? 0),
    ]),
  ];
  return amounts.flatMap(([name, difference]) => {
    const amount = Math.abs(difference);
    if (amount < 1e-9) return [];
    const text = amount.toLocaleString("en-US", { maximumSignificantDigits: 4 });
    return [`${difference > 0 ? "+" : "−"}${text} ${name}${text === "1" ? "" : "s"}`];
  });
}
