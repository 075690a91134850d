import { isDeepStrictEqual } from "node:util";
import { unqualified } from "./arns";

/** How many invocations are kept, and how long a payload of one may be, in characters. */
const KEPT = 2000;
const MOST_CHARACTERS = 4096;

interface Invocation {
  functionArn: string;
  requestId: string;
  /** JSON text. */
  payload: string;
  time: number;
}

/** The latest invocations of functions: histories name none. */
export class Invocations {
  private kept: Invocation[] = [];

  note({ functionArn, requestId, payload, time }: Invocation): void {
    if (payload.length > MOST_CHARACTERS) return;
    this.kept.push({ functionArn: unqualified(functionArn), requestId, payload, time });
    // Not one at a time, which would move all others each time.
    if (this.kept.length >= KEPT * 1.1) this.kept.splice(0, this.kept.length - KEPT);
  }

  /** The only invocation of a function with a payload that began between two times; undefined if there are more, or none. */
  requestIdOf(functionArn: string, payload: unknown, from: number, to: number): string | undefined {
    const found = this.kept.filter(
      (each) =>
        each.functionArn === unqualified(functionArn) &&
        each.time >= from &&
        Math.floor(each.time) <= to &&
        isDeepStrictEqual(parsed(each.payload), payload),
    );
    return found.length === 1 ? found[0]!.requestId : undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
