/** A block's function, or the factory of one. */
export type BlockCode =
  | { callback: (input: never, context: never) => Promise<unknown>; callbackFactory?: undefined }
  | { callbackFactory: () => (input: never, context: never) => Promise<unknown>; callback?: undefined };

/** The payload that the block's state machine invokes the function with: an object, since a string would be parsed as JSON. */
interface BlockEvent {
  input: unknown;
}

/** Creates the handler of a function block: the function is passed X alone. */
export function functionBlock(
  code: BlockCode,
): () => (event: BlockEvent, context: unknown) => Promise<unknown> {
  return () => {
    const work = code.callback ?? code.callbackFactory();
    return async (event, context) => work(event?.input as never, context as never);
  };
}
