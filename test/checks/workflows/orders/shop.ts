import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { OrdersClient } from "../../../../checks/workflows/orders/client";
import type { AwsError, Service } from "../../../../packages/local-cloud";
import type { Evaluation, Resource } from "../../../../packages/local-stack";
import { type Running, stageOf, startStack } from "../../../packages/local-stack/stack";

/** The orders alone, with an API that does not throttle what a test sends. */
const CONFIG = { workflows: '["orders"]', orderRateLimit: "10000", orderBurstLimit: "5000" };

/** What is there of an order. */
export interface Traces {
  item: boolean;
  invoices: number;
  announcements: number;
}

/** A running stack of orders, seen through the API and through unmodified SDK clients. */
export class Shop {
  readonly client: OrdersClient;
  private readonly tables: DynamoDBClient;
  private readonly objects: S3Client;

  static async open(stack: "dev" | "prod"): Promise<Shop> {
    return new Shop(await startStack(stack, CONFIG));
  }

  private constructor(readonly running: Running) {
    this.client = new OrdersClient(stageOf(running));
    this.tables = running.stack.client(DynamoDBClient);
    this.objects = running.stack.client(S3Client, { forcePathStyle: true });
  }

  async close(): Promise<void> {
    await this.running.close();
  }

  /** The inputs of the registered resource of a type, of which there is one, or of that name. */
  registered(type: string, name?: string): Record<string, unknown> {
    const found = this.resources(type).filter((each) => name === undefined || each.name === name);
    if (found.length !== 1) throw new Error(`${found.length} resources ${type} ${name ?? ""}`);
    return found[0]!.inputs;
  }

  resources(type: string): Resource[] {
    return this.running.evaluation.resources.filter((each) => each.type === type);
  }

  /** The item as it is in the table. */
  async item(accountid: string, vendorid = "central-station"): Promise<Record<string, unknown> | undefined> {
    const [table] = this.resources("aws:dynamodb/table:Table");
    const { Item } = await this.tables.send(
      new GetItemCommand({
        TableName: String(table!.outputs.name),
        Key: { accountid: { S: accountid }, vendorid: { S: vendorid } },
      }),
    );
    return Item && unmarshall(Item);
  }

  get bucket(): string {
    return String(this.running.outputs.ordersBucket);
  }

  async invoice(Key: string): Promise<{ content: unknown; metadata?: Record<string, string> }> {
    const { Body, Metadata } = await this.objects.send(new GetObjectCommand({ Bucket: this.bucket, Key }));
    return { content: JSON.parse(await Body!.transformToString()), ...(Metadata && { metadata: Metadata }) };
  }

  async invoiceKeys(): Promise<string[]> {
    const list = new ListObjectsV2Command({ Bucket: this.bucket });
    return ((await this.objects.send(list)).Contents ?? []).map(({ Key }) => Key!);
  }

  announced(orderid: string): Record<string, unknown>[] {
    return this.running.services.sns.publications
      .map(({ message }) => JSON.parse(message.text))
      .filter((each) => each.orderid === orderid);
  }

  /** What is there of the order that an account placed with its last execution. */
  async traces(accountid: string): Promise<Traces> {
    const orderid = this.lastExecution().name;
    const keys = await this.invoiceKeys();
    return {
      item: (await this.item(accountid))?.orderid === orderid,
      invoices: keys.filter((key) => key.endsWith(`/${accountid}/${orderid}.json`)).length,
      announcements: this.announced(orderid).length,
    };
  }

  lastExecution() {
    return this.running.services.stepFunctions.execution(this.client.executionArns.at(-1)!)!;
  }

  /** Deploys the program with other inputs of some resources; gives the way back. */
  async redeploy(change: (resource: Resource) => Record<string, unknown> | undefined): Promise<Undo> {
    const { stack, evaluation } = this.running;
    const resources = evaluation.resources.map((resource) => {
      const inputs = change(resource);
      if (!inputs) return resource;
      const outputs = { ...resource.outputs, ...inputs };
      return { ...resource, inputs: { ...resource.inputs, ...inputs }, outputs };
    });
    const changed: Evaluation = { ...evaluation, resources };
    await stack.deploy(changed);
    return () => stack.deploy(evaluation);
  }
}

export type Undo = () => unknown;

/** Makes a service fail with the error that `outage` returns for an operation, if it returns one. */
export function breakService(service: Service, outage: (operation: string) => AwsError | undefined): Undo {
  const { invoke } = service;
  service.invoke = async (call, caller, context) => {
    const error = outage(call.operation);
    if (error) throw error;
    return invoke.call(service, call, caller, context);
  };
  return () => {
    service.invoke = invoke;
  };
}
