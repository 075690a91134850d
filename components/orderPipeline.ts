import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { cancelOrder } from "../handlers/orders/cancelOrder";
import { deleteItem } from "../handlers/orders/deleteItem";
import { getItem } from "../handlers/orders/getItem";
import { getObject } from "../handlers/orders/getObject";
import { putItem } from "../handlers/orders/putItem";
import { putObject } from "../handlers/orders/putObject";
import type { PolicyStatement } from "../states";
import { createOrderApi } from "./orders/api";
import { orderDefinition } from "./orders/definition";
import { createOrderTopic } from "./orders/topic";
import { accountOf } from "./shared/account";
import type { ApiAuthorization } from "./shared/apiAuthorization";
import type { Audited } from "./shared/audited";
import { createDashboard } from "./shared/dashboard";
import { createDataBucket } from "./shared/dataBucket";
import { DataTable } from "./shared/dataTable";
import { type HandlerCode, InlineFunction, type InlineFunctionArgs } from "./shared/inlineFunction";
import { defaultOperations, type Operations } from "./shared/operations";
import type { DataBucket } from "./shared/privateBucket";
import { Workflow } from "./shared/workflow";

/** The arguments of an {@link OrderPipeline}. */
export interface OrderPipelineArgs {
  /** How callers of the API are authorized. Default: `AWS_IAM`. */
  authorization?: ApiAuthorization;
  /** The address that accepted orders are e-mailed to; AWS asks it to confirm. Default: none. */
  notificationEmail?: pulumi.Input<string>;
  /** The API's rate limit, in requests per second, and its burst limit. Default: 50 and 100. */
  throttling?: { rateLimit: number; burstLimit: number };
  /**
   * Whether to create the account setting that lets API Gateway write logs, which access logs require. Set it to false if
   * another stack of the account creates it. Default: true.
   */
  accountLogging?: boolean;
  /** How the stack operates its workflows. Default: {@link defaultOperations}. */
  operations?: Partial<Operations>;
}

/**
 * Takes coffee orders: a REST API starts a state machine, which stores the order, writes its invoice and announces it. An
 * account has one active order at a vendor; an order that cannot be completed is rolled back.
 */
export class OrderPipeline extends pulumi.ComponentResource {
  readonly workflow: Workflow;
  /** The base of the API's addresses: `${url}/order`, `${url}/invoice`. */
  readonly url: pulumi.Output<string>;
  /** The API key, a secret; only with `API_KEY`. */
  readonly apiKey?: pulumi.Output<string>;
  /** The active orders, one of an account at a vendor, and for 30 days what became of the others. */
  readonly table: DataTable;
  readonly bucket: DataBucket;
  readonly topic: aws.sns.Topic;
  /** The resources whose data events an `AuditTrail` records. */
  readonly audited: Audited;
  /** Only with `operations.dashboards`. */
  readonly dashboard?: aws.cloudwatch.Dashboard;

  constructor(name: string, args: OrderPipelineArgs = {}, options?: pulumi.ComponentResourceOptions) {
    super("sfn-workflows:index:OrderPipeline", name, {}, options);
    const operations = { ...defaultOperations, ...args.operations };
    this.table = new DataTable(
      `${name}-orders`,
      { hashKey: "accountid", rangeKey: "vendorid", expiresBy: "expires", operations },
      { parent: this },
    );
    this.bucket = createDataBucket(`${name}-invoices`, { operations }, { parent: this });
    this.topic = createOrderTopic(name, args.notificationEmail, operations, this);

    const functions: Record<string, InlineFunction<never>> = {};
    const { table, bucket } = this;
    const create = <Event>(
      handler: string,
      description: string,
      code: HandlerCode<Event> & Pick<InlineFunctionArgs, "callers">,
      permissions: PolicyStatement[],
      environment: Record<string, pulumi.Input<string>>,
    ) => {
      const created = new InlineFunction<Event>(
        `${name}-${handler}`,
        { description, ...code, permissions, environment, memorySize: 512, operations },
        { parent: this },
      );
      functions[handler] = created;
      return created;
    };
    const TABLE_NAME = this.table.name;
    const BUCKET_NAME = this.bucket.bucket;

    this.workflow = new Workflow(
      name,
      {
        definition: orderDefinition({
          putItem: create(
            "put-item",
            "Stores an order.",
            { callbackFactory: putItem, callers: "STATE_MACHINES" },
            table.allow("dynamodb:PutItem", "dynamodb:ConditionCheckItem"),
            { TABLE_NAME },
          ),
          putObject: create(
            "put-object",
            "Writes an order's invoice.",
            { callbackFactory: putObject, callers: "STATE_MACHINES" },
            [
              ...table.allow("dynamodb:GetItem"),
              ...bucket.allowPut("UseInvoices"),
              ...bucket.allowDelete("TakeBackInvoices"),
            ],
            { TABLE_NAME, BUCKET_NAME },
          ),
          cancelOrder: create(
            "cancel-order",
            "Rolls back an order.",
            { callbackFactory: cancelOrder, callers: "STATE_MACHINES" },
            [
              ...table.allow("dynamodb:PutItem", "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem"),
              ...bucket.allowDelete("UseInvoices"),
            ],
            { TABLE_NAME, BUCKET_NAME },
          ),
          topicArn: this.topic.arn,
          tableName: TABLE_NAME,
        }),
        operations,
      },
      { parent: this },
    );

    const api = createOrderApi(
      name,
      {
        authorization: args.authorization ?? "AWS_IAM",
        workflow: this.workflow,
        getItem: create(
          "get-item",
          "Answers GET /order.",
          { callbackFactory: getItem },
          table.allow("dynamodb:GetItem"),
          { TABLE_NAME },
        ),
        getObject: create(
          "get-object",
          "Answers GET /invoice.",
          { callbackFactory: getObject },
          bucket.allowGet({ get: "UseInvoices", list: "TellMissingInvoices" }),
          { BUCKET_NAME },
        ),
        deleteItem: create(
          "delete-item",
          "Answers DELETE /order.",
          { callbackFactory: deleteItem },
          table.allow("dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:GetItem"),
          { TABLE_NAME },
        ),
        throttling: args.throttling ?? { rateLimit: 50, burstLimit: 100 },
        accountLogging: args.accountLogging ?? true,
        operations,
        account: accountOf(this),
      },
      this,
    );
    this.url = api.stage.invokeUrl;
    this.apiKey = api.apiKey && pulumi.secret(api.apiKey.value);
    this.audited = {
      functionArns: Object.values(functions).map((each) => each.function.arn),
      tableArns: [this.table.arn],
      bucketArns: [this.bucket.arn],
    };
    this.dashboard = createDashboard(
      name,
      { workflow: this.workflow, functions, tables: { orders: this.table }, restApi: api, operations },
      { parent: this },
    );

    this.registerOutputs({ url: this.url, stateMachineArn: this.workflow.arn });
  }
}
