import { Tally } from "./latencies";
import { post } from "./orders";
import type { Check } from "./promises";
import type { Target } from "./workload";

/** More at once than the stage takes on. */
const REQUESTS = 300;

/** The stage's settings unless configured: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html */
export interface StageLimit {
  rate: number;
  burst: number;
}

/** What was answered to many orders at once. */
export interface Throttled {
  answers: Tally;
  /** From the first request to the last answer. */
  seconds: number;
}

/**
 * Sends more orders at once than the stack as it is configured takes on. They are malformed: one that is let in is refused by
 * the check after the throttling, and starts nothing.
 */
export async function throttle(target: Target): Promise<Throttled> {
  const answers = new Tally();
  const since = performance.now();
  await Promise.all(
    Array.from({ length: REQUESTS }, async () => {
      const { status, text } = await post(target, {});
      answers.add(`${status} ${text}`);
    }),
  );
  return { answers, seconds: (performance.now() - since) / 1000 };
}

const LET_IN = '400 {"message":"Invalid request body"}';
const REFUSED = '429 {"message":"Too Many Requests"}';

/** As many requests as the stage allows are let in, and the others told to come again. */
export function defaultThrottles({ answers, seconds }: Throttled, { rate, burst }: StageLimit): Check {
  const taken = answers.of(LET_IN);
  const refused = answers.of(REFUSED);
  const most = burst + Math.ceil(rate * seconds);
  return {
    promise: `more than ${burst} requests at once are answered with 429 unless configured otherwise`,
    of: `${answers.total} requests: ${taken} let in, ${refused} refused`,
    broken: [
      ...(taken + refused === answers.total ? [] : [`the answers were ${answers}`]),
      ...(taken >= Math.min(burst, answers.total) && taken <= most
        ? []
        : [`${taken} were let in; allowed: ${burst} to ${most} in ${seconds.toFixed(1)} s`]),
    ],
  };
}
