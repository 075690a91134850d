import type { DescribeExecutionCommandOutput } from "@aws-sdk/client-sfn";

/** The part of a direct Lambda resolver's event from AppSync that is used here. */
export interface ResolverEvent<Arguments> {
  arguments: Arguments;
}

export interface Apartment {
  id: string;
  status: string;
  /** Seconds since the epoch. */
  reservedUntil?: number;
}

export interface Booking {
  id: string;
  apartmentId: string;
  status: "PENDING" | "HELD" | "PAID" | "EXPIRED" | "REFUSED";
  error?: string;
}

/** An error with a name. AppSync reports every error of a direct resolver as `Lambda:Unhandled`, so the message starts with the name. */
export function named(name: string, message: string): Error {
  return Object.assign(new Error(`${name}: ${message}`), { name });
}

/**
 * A booking's id is an execution's name.
 *
 * @throws `InvalidBooking`
 */
export function checkId(id: string): string {
  if (typeof id === "string" && /^[A-Za-z0-9_-]{1,80}$/.test(id)) return id;
  throw named("InvalidBooking", "a booking's id is 1 to 80 letters, digits, hyphens and underscores");
}

/** @throws `InvalidBooking` */
export function checkApartmentId(id: string): string {
  if (typeof id === "string" && id.length >= 1 && id.length <= 256) return id;
  throw named("InvalidBooking", "an apartment's id is 1 to 256 characters");
}

/** @throws `InvalidBooking` */
export const checkOptionalApartmentId = (id: string | null | undefined): string | undefined =>
  id === null || id === undefined ? undefined : checkApartmentId(id);

/** The ARN of a booking's execution, derived from the ARN of the state machine or its alias. */
export function executionArn(stateMachineArn: string, id: string): string {
  const [arn, partition, states, region, account, , machine] = stateMachineArn.split(":");
  return [arn, partition, states, region, account, "execution", machine, id].join(":");
}

const STATUSES = ["vacant", "reserved", "paid"];

/**
 * The apartment in a table item.
 *
 * @throws `MalformedApartment` if the item has no status that the API knows
 */
export function apartmentOf(item: Record<string, { S?: string; N?: string }>): Apartment {
  const id = item.Id!.S!;
  const status = item.status?.S;
  if (status === undefined || !STATUSES.includes(status)) {
    const given = item.status === undefined ? "missing" : JSON.stringify(item.status);
    throw named(
      "MalformedApartment",
      `the status of apartment ${JSON.stringify(id)} is ${given}; allowed: ${STATUSES.join(", ")}`,
    );
  }
  const until = item.reservedUntil?.N;
  return { id, status, ...(until !== undefined && { reservedUntil: Number(until) }) };
}

/** The booking in a table item; undefined if the apartment is neither reserved nor paid for by it. */
export function reservationOf(
  id: string,
  item: Record<string, { S?: string }> | undefined,
): Booking | undefined {
  const status = item?.status?.S;
  if (item?.reservationId?.S !== id || (status !== "reserved" && status !== "paid")) return undefined;
  return { id, apartmentId: item.Id!.S!, status: status === "paid" ? "PAID" : "HELD" };
}

/** The booking according to its execution; while the execution runs, only the table knows more. */
export function bookingOf({ name, input, output, status, error }: DescribeExecutionCommandOutput): Booking {
  // An execution that was started by hand may have any input.
  const { apartmentId } = (JSON.parse(input ?? "{}") ?? {}) as { apartmentId: string };
  const booking = { id: name!, apartmentId };
  if (status === "RUNNING") return { ...booking, status: "PENDING" };
  if (status !== "SUCCEEDED") return { ...booking, status: "REFUSED", error: error ?? status };
  const ended = JSON.parse(output ?? "{}") as { status: string };
  return { ...booking, status: ended.status === "paid" ? "PAID" : "EXPIRED" };
}
