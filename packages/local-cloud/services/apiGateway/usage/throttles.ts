import type { Clock } from "../../../aws/clock";

/** Requests per second, and how many are allowed at once after a pause. */
export interface ThrottleLimit {
  rate: number;
  burst: number;
}

interface Bucket {
  limit: ThrottleLimit;
  tokens: number;
  /** When the tokens were last counted, in milliseconds of the clock. */
  counted: number;
}

/**
 * Token buckets
 * ({@link https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html}).
 */
export class Throttles {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /** Takes a token from the bucket of that name, if one is left. Changed limits start with a full bucket. */
  take(name: string, limit: ThrottleLimit): boolean {
    const now = this.clock.now();
    const bucket = this.buckets.get(name) ?? { limit, tokens: limit.burst, counted: now };
    if (bucket.limit.rate !== limit.rate || bucket.limit.burst !== limit.burst) {
      bucket.limit = limit;
      bucket.tokens = limit.burst;
    }
    const earned = ((now - bucket.counted) / 1000) * limit.rate;
    bucket.tokens = Math.min(limit.burst, bucket.tokens + earned);
    bucket.counted = now;
    this.buckets.set(name, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
