import type { Check } from "../check";

export const ONE_BOOKING = "one booking per apartment";
export const PAYMENT_KEPT = "a confirmed payment is kept";
export const AGREEMENT = "table and execution agree";
export const HOLD_ENDS = "a hold ends";

/** What the table, the executions and the clients have about an apartment. */
export interface ApartmentFacts {
  id: string;
  item: { status?: string; reservationId?: string } | undefined;
  /** The outcome of each of the apartment's bookings: `paid`, `vacant`, or the error. */
  outcomes: { id: string; outcome: string }[];
  /** The bookings whose payment was confirmed to the client. */
  confirmed: string[];
}

/** The outcomes after which a booking does not have the apartment. */
const NOT_HELD = /^(vacant|ApartmentTaken|ApartmentNotFound|InvalidBooking|ReservationLost)$/;

/** What holds whichever calls fail. */
export function checkApartments(apartments: readonly ApartmentFacts[]): Check[] {
  const of = `${apartments.length} apartments`;
  return [
    { promise: ONE_BOOKING, of, broken: apartments.flatMap(paidTwice) },
    { promise: PAYMENT_KEPT, of, broken: apartments.flatMap(lostPayments) },
    { promise: AGREEMENT, of, broken: apartments.flatMap(disagreements) },
  ];
}

/** What clients saw of an apartment when no call failed. */
export interface Rivals {
  apartmentId: string;
  /** The bookings of the apartment. */
  count: number;
  /** How many of them were reported as `HELD`. */
  held: number;
}

/** If no call failed and every hold is over, exactly one of an apartment's bookings held it, and it is paid or vacant. */
export function checkSettledApartments(
  apartments: readonly ApartmentFacts[],
  rivals: readonly Rivals[],
): Check[] {
  const [oneBooking, ...others] = checkApartments(apartments);
  const contested = rivals
    .filter(({ held }) => held !== 1)
    .map(({ apartmentId, count, held }) => `apartment ${apartmentId} was held by ${held} of ${count}`);
  const unsettled = apartments.filter(({ item }) => item?.status !== "paid" && item?.status !== "vacant");
  return [
    { ...oneBooking!, broken: [...oneBooking!.broken, ...contested] },
    ...others,
    {
      promise: HOLD_ENDS,
      of: oneBooking!.of,
      broken: unsettled.map(({ id, item }) => `apartment ${id} is ${shown(item)}`),
    },
  ];
}

const paidIn = ({ outcomes }: ApartmentFacts) =>
  outcomes.filter(({ outcome }) => outcome === "paid").map(({ id }) => id);

function paidTwice(facts: ApartmentFacts): string[] {
  const paid = paidIn(facts);
  return paid.length > 1 ? [`${paid.join(" and ")} have paid for apartment ${facts.id}`] : [];
}

function lostPayments({ item, confirmed }: ApartmentFacts): string[] {
  return confirmed
    .filter((id) => item?.status !== "paid" || item.reservationId !== id)
    .map((id) => `the payment of ${id} was confirmed, the table says ${shown(item)}`);
}

function disagreements(facts: ApartmentFacts): string[] {
  const { id: apartment, item, outcomes, confirmed } = facts;
  const broken = outcomes
    .filter(({ id, outcome }) => {
      const holds = item?.reservationId === id;
      return outcome === "paid" ? !holds || item?.status !== "paid" : NOT_HELD.test(outcome) && holds;
    })
    .map(({ id, outcome }) => `${id} is ${outcome}, the table says ${shown(item)}`);
  const payers = [...confirmed, ...paidIn(facts)];
  if (item?.status === "paid" && !payers.includes(item.reservationId!))
    broken.push(`no one paid for apartment ${apartment}, the table says ${shown(item)}`);
  return broken;
}

const shown = (item: ApartmentFacts["item"]) =>
  `${item?.status ?? "no such apartment"}${item?.reservationId ? ` for ${item.reservationId}` : ""}`;
