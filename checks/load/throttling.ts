import type { Check } from "../workflows/check";
import { OrdersClient } from "../workflows/orders/client";
import { Tally } from "./latencies";
import { stackOf, type Target } from "./workload";

/** More at once than the stage accepts. */
const REQUESTS = 300;

/** The stage's settings unless configured: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html */
export interface StageLimit {
  rate: number;
  burst: number;
}

/** The responses to many orders at once. */
export interface Throttled {
  responses: Tally;
  /** From the first request to the last response. */
  seconds: number;
}

/**
 * Sends more orders at once than the stack accepts as configured. They are malformed: one that is not throttled is rejected
 * by the validation after the throttling, and starts nothing.
 */
export async function sendTooManyOrders(target: Target): Promise<Throttled> {
  const responses = new Tally();
  const client = new OrdersClient(stackOf(target));
  const since = performance.now();
  await Promise.all(
    Array.from({ length: REQUESTS }, async () => {
      const { status, text } = await client.send("POST", "/order", {});
      responses.add(`${status} ${text}`);
    }),
  );
  return { responses, seconds: (performance.now() - since) / 1000 };
}

const ACCEPTED = '400 {"message":"Invalid request body"}';
const THROTTLED = '429 {"message":"Too Many Requests"}';

/** The stage accepts as many requests as its limits allow, and throttles the others. */
export function checkStageLimit({ responses, seconds }: Throttled, { rate, burst }: StageLimit): Check {
  const accepted = responses.of(ACCEPTED);
  const throttled = responses.of(THROTTLED);
  const maximum = burst + Math.ceil(rate * seconds);
  return {
    promise: `more than ${burst} requests at once are answered with 429 unless configured otherwise`,
    of: `${responses.total} requests: ${accepted} accepted, ${throttled} throttled`,
    broken: [
      ...(accepted + throttled === responses.total ? [] : [`the responses were ${responses}`]),
      ...(accepted >= Math.min(burst, responses.total) && accepted <= maximum
        ? []
        : [`${accepted} were accepted; allowed: ${burst} to ${maximum} in ${seconds.toFixed(1)} s`]),
    ],
  };
}
