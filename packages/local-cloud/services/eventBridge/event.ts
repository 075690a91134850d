import { constraint } from "../../aws/constraints";
import { parseJson } from "../../aws/parseJson";
import { validation } from "./errors";
import { isObject, type Json, type JsonObject } from "./pattern/json";

/** An event as targets receive it ({@link https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html}). */
export interface Event extends JsonObject {
  version: "0";
  id: string;
  "detail-type": string;
  source: string;
  account: string;
  /** `2026-01-31T23:59:59Z` */
  time: string;
  region: string;
  resources: string[];
  detail: JsonObject;
}

/** What distinguishes an event of an AWS service. */
export interface ServiceEvent {
  /** `aws.states` */
  source: string;
  detailType: string;
  resources: string[];
  detail: object;
}

/** An element of the input of `PutEvents`, whose types have been checked. */
export interface Entry {
  Source?: string;
  DetailType?: string;
  /** The JSON text of an object. */
  Detail?: string;
  Resources?: string[];
  /** Seconds since the epoch. */
  Time?: number | Date;
  /** Its name or ARN. Default: `default`. */
  EventBusName?: string;
}

/** Why an entry is rejected, while the others of its request are accepted. */
export interface EntryError {
  ErrorCode: string;
  ErrorMessage: string;
}

const MAX_ENTRIES = 10;

/** {@link https://aws.amazon.com/blogs/compute/more-room-to-build-serverless-services-now-support-payloads-up-to-1-mb} */
const MAX_BYTES = 1024 * 1024;

/** Checks what holds for all entries of a request. Throws `ValidationException`. */
export function checkEntries(entries: readonly Entry[]): void {
  if (entries.length === 0 || entries.length > MAX_ENTRIES) {
    const must = entries.length === 0 ? "greater than or equal to 1" : `less than or equal to ${MAX_ENTRIES}`;
    throw constraint(`[${entries.length} entries]`, "entries", `have length ${must}`);
  }
  if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > MAX_BYTES) {
    throw validation("Total size of the entries in the request is over the limit.");
  }
}

/** {@link https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html} */
function sizeOf({ Time, Source, DetailType, Detail, Resources = [] }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ""), Time === undefined ? 0 : 14);
}

/** The event of an entry, or why there is none. */
export function readEntry(
  entry: Entry,
  defaults: { id: string; now: number; account: string; region: string },
): Event | EntryError {
  const { Source, DetailType, Detail, Resources = [], Time } = entry;
  for (const name of ["Source", "DetailType", "Detail"] as const) {
    if (!entry[name]) return invalidArgument(name, `${name} is a required argument.`);
  }
  if (/^aws\./i.test(Source!)) {
    return { ErrorCode: "NotAuthorizedForSource", ErrorMessage: "Not authorized for the source." };
  }
  if (DetailType!.length > 128) {
    return invalidArgument("DetailType", "DetailType must have at most 128 characters.");
  }
  const detail = readDetail(Detail!);
  if (!detail) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  const time = Time instanceof Date ? Time.getTime() : Time === undefined ? defaults.now : Time * 1000;
  const { id, account, region } = defaults;
  return newEvent({ source: Source!, detailType: DetailType!, resources: Resources, detail }, time, {
    id,
    account,
    region,
  });
}

export function newEvent(
  { source, detailType, resources, detail }: ServiceEvent,
  time: number,
  { id, account, region }: { id: string; account: string; region: string },
): Event {
  return {
    version: "0",
    id,
    "detail-type": detailType,
    source,
    account,
    time: timestamp(time),
    region,
    resources,
    detail: detail as JsonObject,
  };
}

/** `2026-01-31T23:59:59Z` */
export const timestamp = (time: number) => new Date(time).toISOString().replace(/\.\d+/, "");

function readDetail(text: string): JsonObject | undefined {
  try {
    const detail = parseJson(text) as Json;
    return isObject(detail) ? detail : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const invalidArgument = (name: string, reason: string): EntryError => ({
  ErrorCode: "InvalidArgument",
  ErrorMessage: `Parameter ${name} is not valid. Reason: ${reason}`,
});
