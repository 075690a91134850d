/**
 * The quotas of Step Functions that end an execution or a state
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html}).
 */
export const LIMITS = {
  /** Bytes of a state's or task's input or output as UTF-8 JSON. */
  payloadBytes: 262_144,
  /** Bytes of all variables of an execution; what one state assigns is held to `payloadBytes`. */
  variableBytes: 10 * 1_048_576,
  /** Events in the history of a STANDARD execution, the last one included. */
  historyEvents: 25_000,
  /** Longest name of an error. */
  errorCharacters: 256,
  /** Longest cause of an error. */
  causeCharacters: 32_768,
  /** Longest EXPRESS execution. */
  expressSeconds: 300,
  /**
   * Events after which an EXPRESS execution counts as having used up its time: AWS has no limit of their number, but does not
   * get to as many in five minutes. An endless loop is over soon, and does not fill the memory.
   */
  expressEvents: 100_000,
  /** Iterations of an inline Map that run at the same time. */
  inlineConcurrency: 40,
  /** Child executions of a distributed Map that run at the same time. */
  distributedConcurrency: 10_000,
};

/** Whether the name or the cause of an error is longer than AWS stores. */
export function exceedsError({ error = "", cause = "" }: { error?: string; cause?: string }): boolean {
  return error.length > LIMITS.errorCharacters || cause.length > LIMITS.causeCharacters;
}

export function exceedsPayload(text: string): boolean {
  if (text.length * 3 <= LIMITS.payloadBytes) return false;
  return text.length > LIMITS.payloadBytes || Buffer.byteLength(text, "utf8") > LIMITS.payloadBytes;
}
