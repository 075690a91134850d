/** A block's function, or the factory of it. */
export type BlockCode =
  | { callback: (input: never, context: never) => Promise<unknown>; callbackFactory?: undefined }
  | { callbackFactory: () => (input: never, context: never) => Promise<unknown>; callback?: undefined };

/** What the block's state machine invokes the function with: in an object, since a payload that is text would be read as JSON. */
interface BlockEvent {
  input: unknown;
}

/** Makes the handler of a function block: the function sees X alone. */
export function functionBlock(
  code: BlockCode,
): () => (event: BlockEvent, context: unknown) => Promise<unknown> {
  return () => {
    const work = code.callback ?? code.callbackFactory();
    return async (event, context) => work(event?.input as never, context as never);
  };
}
