import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { type Apartment, apartmentOf, checkApartmentId, type ResolverEvent } from "./booking";

/** `getApartment`: null if there is no apartment with this id. Errors: `MalformedApartment`. */
export const getApartment = () => {
  const client = new DynamoDBClient({});
  return async ({ arguments: { id } }: ResolverEvent<{ id: string }>): Promise<Apartment | null> => {
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: process.env.TABLE_NAME,
        Key: { Id: { S: checkApartmentId(id) } },
        ConsistentRead: true,
      }),
    );
    return Item ? apartmentOf(Item as Parameters<typeof apartmentOf>[0]) : null;
  };
};
