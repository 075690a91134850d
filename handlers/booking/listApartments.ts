import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { type Apartment, apartmentOf, named, type ResolverEvent } from "./booking";

/** Bytes. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const LONGEST_KEY = 2048;

interface Page {
  limit?: number | null;
  nextToken?: string | null;
}

/**
 * `listApartments`: a page of apartments, 1 to 100. An item that is no apartment is left out, so that the page can be read, and
 * logged as an error. Errors: `InvalidPage`.
 */
export const listApartments = () => {
  const client = new DynamoDBClient({});
  return async ({
    arguments: { limit, nextToken },
  }: ResolverEvent<Page>): Promise<{ items: Apartment[]; nextToken: string | null }> => {
    const size = limit ?? 20;
    if (!Number.isInteger(size) || size < 1 || size > 100)
      throw named("InvalidPage", `limit must be 1 to 100; given: ${JSON.stringify(size)}`);
    const last = nextToken ? Buffer.from(String(nextToken), "base64url").toString("utf8") : undefined;
    if (last === "" || (last && Buffer.byteLength(last) > LONGEST_KEY))
      throw named("InvalidPage", "nextToken must come from an earlier page");
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({
        TableName: process.env.TABLE_NAME,
        Limit: size,
        ExclusiveStartKey: last ? { Id: { S: last } } : undefined,
      }),
    );
    const lastId = LastEvaluatedKey?.Id?.S;
    return {
      items: Items.flatMap((item) => wellFormed(item as Parameters<typeof apartmentOf>[0])),
      nextToken: lastId === undefined ? null : Buffer.from(lastId).toString("base64url"),
    };
  };
};

function wellFormed(item: Parameters<typeof apartmentOf>[0]): Apartment[] {
  try {
    return [apartmentOf(item)];
  } catch (error) {
    console.error((error as Error).message);
    return [];
  }
}
