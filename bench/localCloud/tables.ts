import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { LOCAL_CREDENTIALS } from "../../packages/local-stack";
import { inTurn, median, ratePerSecond } from "../measure";

/** A signed request through the AWS SDK and the port, and back. */
export interface TableRow {
  name: TableOperation;
  /** One after another: how many in a second. */
  perSecond: number;
}

export type TableOperation = "GetItem" | "PutItem";

const ROUNDS = 9;
const ROUND_MS = 500;
const TableName = "bench";
const Item = {
  id: { S: "apartment-1" },
  state: { S: "vacant" },
  price: { N: "120" },
  address: { M: { city: { S: "Lisbon" }, rooms: { N: "3" } } },
};

/** Reads and writes one item of a table in a running local cloud. */
export class TableBench {
  private readonly client: DynamoDBClient;

  constructor(endpoint: string) {
    this.client = new DynamoDBClient({
      endpoint,
      region: "us-east-1",
      credentials: LOCAL_CREDENTIALS,
    });
  }

  async createTable(): Promise<void> {
    await this.client.send(
      new CreateTableCommand({
        TableName,
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
    await waitUntilTableExists({ client: this.client, minDelay: 1, maxWaitTime: 10 }, { TableName });
    await this.client.send(new PutItemCommand({ TableName, Item }));
  }

  getItem(): Promise<number> {
    const command = new GetItemCommand({ TableName, Key: { id: Item.id }, ConsistentRead: true });
    return ratePerSecond(async () => void (await this.client.send(command)), ROUND_MS);
  }

  putItem(): Promise<number> {
    const command = new PutItemCommand({ TableName, Item });
    return ratePerSecond(async () => void (await this.client.send(command)), ROUND_MS);
  }

  close(): void {
    this.client.destroy();
  }
}

export async function measureTables(endpoint: string): Promise<TableRow[]> {
  const bench = new TableBench(endpoint);
  try {
    await bench.createTable();
    const rates = await inTurn(ROUNDS, { GetItem: () => bench.getItem(), PutItem: () => bench.putItem() });
    return [
      { name: "GetItem", perSecond: median(rates.GetItem) },
      { name: "PutItem", perSecond: median(rates.PutItem) },
    ];
  } finally {
    bench.close();
  }
}
