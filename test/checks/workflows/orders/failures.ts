import type { Fault } from "../../../../packages/local-cloud";
import { AwsError } from "../../../../packages/local-cloud";
import type { Resource } from "../../../../packages/local-stack";
import { breakService, type Shop, type Undo } from "./shop";

/** Failures between the steps of an order. */
export interface Failure {
  title: string;
  inflict(shop: Shop): Undo | Promise<Undo>;
  /** The execution's status and error. */
  result: string;
  cause?: RegExp;
  accepted?: true;
}

const fault =
  (state: string, what: Fault, attempts?: string) =>
  ({ running }: Shop): Undo => {
    const { faults } = running.services;
    faults.add({ stateMachine: "orders-machine", state, fault: what, ...(attempts && { attempts }) });
    return () => faults.clear();
  };

/** S3 is down for some calls of the operation, or until it is restored. */
const s3Down =
  (operations: RegExp, calls = Number.POSITIVE_INFINITY) =>
  ({ running }: Shop): Undo => {
    let left = calls;
    return breakService(running.services.s3, (operation) =>
      operations.test(operation) && left-- > 0
        ? new AwsError("ServiceUnavailable", "Please reduce your request rate.", 503)
        : undefined,
    );
  };

const snsThrottled =
  (calls: number) =>
  ({ running }: Shop): Undo => {
    let left = calls;
    return breakService(running.services.sns, (operation) =>
      operation === "Publish" && left-- > 0 ? new AwsError("Throttled", "Rate exceeded", 429) : undefined,
    );
  };

/** Removes the statement of a role's policy that allows an action. */
const without =
  (policyName: string, action: string) =>
  (shop: Shop): Promise<Undo> =>
    shop.redeploy(({ type, name, inputs }: Resource) => {
      if (type !== "aws:iam/rolePolicy:RolePolicy" || name !== policyName) return undefined;
      const { Version, Statement } = JSON.parse(String(inputs.policy)) as {
        Version: string;
        Statement: { Action: string[] }[];
      };
      const left = Statement.filter(({ Action }) => !Action.includes(action));
      return { policy: JSON.stringify({ Version, Statement: left }) };
    });

/** The invoice is written, but S3's response never arrives: the function, with a timeout of one second, times out. */
async function responseLost(shop: Shop): Promise<Undo> {
  const shorten = await shop.redeploy(({ name }) =>
    name === "orders-put-object-function" ? { timeout: 1 } : undefined,
  );
  const { s3 } = shop.running.services;
  const { invoke } = s3;
  const release: (() => void)[] = [];
  s3.invoke = async (call, caller, context) => {
    const output = await invoke.call(s3, call, caller, context);
    if (call.operation === "PutObject") await new Promise<void>((resolve) => release.push(resolve));
    return output;
  };
  return async () => {
    s3.invoke = invoke;
    for (const resolve of release) resolve();
    await shorten();
  };
}

const INVOICE_FAILED = "FAILED InvoiceFailed";

export const failures: Failure[] = [
  {
    title: "put-object is not allowed",
    inflict: without("orders-put-object-policy", "s3:PutObject"),
    result: INVOICE_FAILED,
    cause: /^User: .*orders-put-object.* is not authorized to perform: s3:PutObject/,
  },
  {
    title: "put-item is not allowed",
    inflict: without("orders-put-item-policy", "dynamodb:PutItem"),
    result: "FAILED OrderNotStored",
    cause: /^User: .*orders-put-item.* is not authorized to perform: dynamodb:PutItem/,
  },
  {
    title: "publishing is not allowed",
    inflict: without("orders-policy", "sns:Publish"),
    result: "FAILED AnnouncementFailed",
    cause: /sns:Publish/i,
  },
  {
    title: "S3 accepts no invoice",
    inflict: s3Down(/^PutObject$/),
    result: INVOICE_FAILED,
    cause: /^Please reduce your request rate\.$/,
  },
  {
    title: "S3 is down, also for the cancellation at first",
    inflict: s3Down(/./, 6),
    result: INVOICE_FAILED,
  },
  { title: "S3 fails once", inflict: s3Down(/^PutObject$/, 1), result: "SUCCEEDED", accepted: true },
  { title: "SNS throttles once", inflict: snsThrottled(1), result: "SUCCEEDED", accepted: true },
  {
    title: "SNS throttles for good",
    inflict: snsThrottled(Number.POSITIVE_INFINITY),
    result: "FAILED AnnouncementFailed",
    cause: /^Rate exceeded \(Service: /,
  },
  {
    title: "Lambda throttles once",
    inflict: fault("Store Order", { kind: "error", error: "Lambda.TooManyRequestsException" }, "0"),
    result: "SUCCEEDED",
    accepted: true,
  },
  ...(["beforeEffect", "afterEffect"] as const).flatMap((when): Failure[] => [
    {
      title: `put-item crashes ${when}`,
      inflict: fault("Store Order", { kind: "crash", when }),
      result: "FAILED OrderNotStored",
      cause: /^RequestId: .* Runtime exited/,
    },
    {
      title: `put-object crashes ${when}`,
      inflict: fault("Write Invoice", { kind: "crash", when }),
      result: INVOICE_FAILED,
      cause: /^RequestId: .* Runtime exited/,
    },
    {
      title: `cancel-order crashes ${when}, once`,
      inflict: (shop) => {
        fault("Write Invoice", { kind: "error", error: "S3Down" })(shop);
        return fault("Cancel Order", { kind: "crash", when }, "0")(shop);
      },
      result: INVOICE_FAILED,
      cause: /^S3Down$/,
    },
  ]),
  {
    title: "a response is lost and the function times out",
    inflict: responseLost,
    result: INVOICE_FAILED,
    cause: /Task timed out after 1\.00 seconds/,
  },
  {
    title: "Lambda does not respond",
    inflict: fault("Write Invoice", { kind: "delay", seconds: 60 }),
    result: INVOICE_FAILED,
    cause: /^States\.Timeout$/,
  },
  {
    title: "SNS does not respond",
    inflict: fault("Announce Order", { kind: "delay", seconds: 60 }),
    result: "FAILED AnnouncementFailed",
  },
];
