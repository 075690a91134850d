import type { ReceivedRequest } from "./httpMessage";

/** Who says to have sent a request, and how that can be verified. */
export interface Claim {
  accessKeyId: string;
  /** The signing name of the service: `states`. */
  service: string;
  securityToken?: string;
  /** Milliseconds since the epoch. */
  validity: { from: number; until: number };
  isPresigned: boolean;
  /** Whether the request was signed with that secret: nothing that was signed has changed. */
  isSignedWith(secret: string, request: ReceivedRequest): boolean;
  /** Names of headers that have to be signed and are not. */
  unsignedHeaders(request: ReceivedRequest): string[];
}

/** How far the signer's clock may be off. */
export const MAX_SKEW_MS = 15 * 60 * 1000;

/** The signature of a request cannot be read: the message says why. */
export class IncompleteSignature extends Error {}
