import { SFNClient } from "@aws-sdk/client-sfn";
import { named, type ResolverEvent } from "./booking";
import { startBooking } from "./startBooking";

interface Input {
  id: string;
  arn: string;
  apartmentId?: string | null;
}

/**
 * `addStepFunction`: starts a booking, with this state machine only.
 *
 * Errors: `ForeignStateMachine`, `InvalidBooking`, `BookingConflict`.
 */
export const addStepFunction = () => {
  const client = new SFNClient({});
  return async ({ arguments: { input } }: ResolverEvent<{ input: Input }>) => {
    if (![process.env.STATE_MACHINE_ARN, process.env.UNQUALIFIED_ARN].includes(input.arn)) {
      throw named("ForeignStateMachine", "arn must be that of the booking state machine");
    }
    if (!input.apartmentId) throw named("InvalidBooking", "apartmentId must be given");
    await startBooking(client, input.id, input.apartmentId);
    return { id: input.id, arn: input.arn };
  };
};
