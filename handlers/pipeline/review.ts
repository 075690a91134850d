import type { AsynchronousTask } from "./asynchronousWorker";

/** What is reviewed: the pipeline's own example, `{"name": "serverless-pattern", "value": "block"}`. */
interface Item {
  name: string;
  value: string;
}

/**
 * An asynchronous pipeline block: approves an item by passing it on, and rejects one without a value. An item with the value
 * `undecided` is left to a person, who completes the task with the token in the message.
 *
 * Errors: `InvalidItem`, `ReviewRejected`.
 */
export const review = async (input: unknown, task: AsynchronousTask) => {
  const refuse = (name: string, message: string): never => {
    throw Object.assign(new Error(message), { name });
  };
  const { name, value } = (input ?? {}) as Partial<Item>;
  if (typeof name !== "string" || typeof value !== "string") {
    return refuse("InvalidItem", 'an item is {"name": string, "value": string}');
  }
  if (value === "") return refuse("ReviewRejected", `item '${name}' has no value`);
  return value === "undecided" ? task.defer() : input;
};
