import { order } from "../scenarios/orders";
import { type ApiAnswer, type Credential, callApi } from "../workflows/apiClient";
import {
  type Check,
  everyExecutionEnded,
  everyRequestAnswered,
  type OrderSeen,
  oneInvoicePerOrder,
} from "./promises";
import { type Recording, UnexpectedAnswer } from "./recording";
import {
  asEnded,
  endOf,
  executionsOf,
  itemsOf,
  type Phase,
  pagesOf,
  type Target,
  type Workload,
} from "./workload";

/** Four accounts order five times: one of them a second time, which is refused. */
const ORDERS = 5;

/** Ordered over REST, from many accounts, some of them twice. */
export class OrdersLoad implements Workload {
  readonly workflow = "orders";
  readonly door = "POST /order, HTTP";
  readonly phases: Phase[] = [
    {
      title: "at once",
      kind: "burst",
      run: (index, recording) => this.order(account("burst", index), recording),
    },
    {
      title: "sustained",
      kind: "sustained",
      run: (index, recording) => this.order(account("on", index), recording),
    },
  ];
  private readonly seen: OrderSeen[] = [];
  private readonly announced: string[] = [];
  readonly close: () => void;

  constructor(private readonly target: Target) {
    this.close = target.services.cloud.onCall(({ service, operation, input, error }) => {
      if (service === "sns" && operation === "Publish" && !error)
        this.announced.push(JSON.parse(String(input.Message)).orderid);
    });
  }

  async checks(recordings: Recording[]): Promise<Check[]> {
    const { services } = this.target;
    return [
      everyRequestAnswered(recordings),
      everyExecutionEnded(executionsOf(services, this.workflow).map(asEnded), ["OrderActive"]),
      ...oneInvoicePerOrder(this.seen, {
        active: await this.active(),
        invoiceKeys: await this.invoiceKeys(),
        announced: this.announced,
      }),
    ];
  }

  private order(accountid: string, recording: Recording): Promise<unknown> {
    return recording.execution(async () => {
      const { executionArn, orderid } = await recording.request(async () => {
        const { status, text } = await post(this.target, order(accountid));
        if (status !== 200) throw new UnexpectedAnswer(`HTTP ${status}`, text);
        return JSON.parse(text) as { executionArn: string; orderid: string };
      });
      const { status, error } = asEnded(await endOf(this.target.services, executionArn));
      this.seen.push({ orderid, accountid, status, error });
      return error ?? status;
    });
  }

  private async active(): Promise<{ accountid: string; orderid: string }[]> {
    const table = this.target.evaluation.resources.find(
      ({ type, name }) => type === "aws:dynamodb/table:Table" && name.startsWith("orders"),
    );
    const items = await itemsOf(this.target.services, String(table?.outputs.name));
    return items.map(({ accountid, orderid }) => ({ accountid: accountid!.S!, orderid: orderid!.S! }));
  }

  private async invoiceKeys(): Promise<string[]> {
    const Bucket = String(this.target.evaluation.outputs.ordersBucket);
    const next = { answered: "NextContinuationToken", asked: "ContinuationToken" };
    const keys: string[] = [];
    for await (const page of pagesOf(this.target.services, "s3", "ListObjectsV2", { Bucket }, next))
      keys.push(...((page.Contents ?? []) as { Key: string }[]).map(({ Key }) => Key));
    return keys;
  }
}

/** The fifth of each five orders is of the account of the fourth. */
export const account = (prefix: string, index: number): string =>
  `${prefix}-${index % ORDERS === ORDERS - 1 ? index - 1 : index}`;

/** `POST /order` as any client would send it. */
export function post({ services, evaluation }: Target, body: unknown): Promise<ApiAnswer> {
  const { ordersUrl, apiKeys } = evaluation.outputs;
  const { orders: apiKey } = apiKeys as { orders?: string };
  const credential: Credential = apiKey
    ? { apiKey }
    : { service: "execute-api", region: services.cloud.region };
  return callApi(credential, "POST", `${ordersUrl}/order`, body);
}
