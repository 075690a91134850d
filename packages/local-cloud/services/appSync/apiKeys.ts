import { Properties } from "../../../local-stack/deploy/properties";
import type { Resource } from "../../../local-stack/program/evaluation";
import { AwsError } from "../../aws/service";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DEFAULT_DAYS = 7;

/**
 * When an API key ends that is made now, in milliseconds: seven days later if it does not say, rounded down to the hour
 * ({@link https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateApiKey.html}). Throws
 * `ApiKeyValidityOutOfBoundsException`.
 */
export function expiryOf(resource: Resource, now: number): number {
  const wanted = Properties.of(resource).optional("expires");
  const expires = wanted === undefined ? now + DEFAULT_DAYS * DAY : Date.parse(wanted);
  if (expires >= now + DAY && expires <= now + 365 * DAY) return Math.floor(expires / HOUR) * HOUR;
  throw new AwsError(
    "ApiKeyValidityOutOfBoundsException",
    `API key must be valid for a minimum of 1 days, and a maximum of 365 days; expires: ${wanted}`,
  );
}
