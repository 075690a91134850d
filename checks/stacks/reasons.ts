import { DATA_REASONS } from "./dataReasons";
import { DELIVERY_REASONS } from "./deliveryReasons";
import type { Reason } from "./explained";

/** Why the stacks dev and prod differ. The first reason that a difference matches is the one for it. */
export const REASONS: Reason[] = [...DATA_REASONS, ...DELIVERY_REASONS];
