import {
  type CancellationReason,
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";

/** How often a transaction is tried that conflicts with another one, and the longest pause before the second attempt. */
const ATTEMPTS = 6;
const PAUSE_MS = 50;

/**
 * Writes all items or none. Returns undefined if they were written, and otherwise why not, an entry for each item, if a
 * condition does not hold.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export async function transact(
  client: DynamoDBClient,
  TransactItems: TransactWriteItem[],
): Promise<CancellationReason[] | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
      return undefined;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const reasons = error.CancellationReasons ?? [];
      if (reasons.some(isUnmet)) return reasons;
      const isConflict = reasons.some(({ Code }) => Code === "TransactionConflict");
      if (!isConflict || attempt === ATTEMPTS) throw error;
      const pause = Math.random() * PAUSE_MS * 2 ** attempt;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** Whether it is the item's own condition that does not hold. */
export const isUnmet = (reason: CancellationReason | undefined): boolean =>
  reason?.Code === "ConditionalCheckFailed";
