import { AwsError } from "../../aws/service";
import type { ApiKey } from "./resources";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DEFAULT_DAYS = 7;

/**
 * When an API key that is created now expires, in milliseconds: after seven days by default, rounded down to the
 * hour ({@link https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateApiKey.html}). Throws
 * `ApiKeyValidityOutOfBoundsException`.
 */
export function expiryOf({ expires: wanted }: ApiKey, now: number): number {
  const expires = wanted === undefined ? now + DEFAULT_DAYS * DAY : wanted * 1000;
  if (expires >= now + DAY && expires <= now + 365 * DAY) return Math.floor(expires / HOUR) * HOUR;
  throw new AwsError(
    "ApiKeyValidityOutOfBoundsException",
    `API key must be valid for a minimum of 1 days, and a maximum of 365 days; expires: ${shown(expires)}`,
  );
}

const shown = (time: number) => (Number.isNaN(time) ? "not a date" : new Date(time).toISOString());
