import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { addStepFunction } from "../handlers/booking/addStepFunction";
import { bookApartment } from "../handlers/booking/bookApartment";
import { getApartment } from "../handlers/booking/getApartment";
import { getBooking } from "../handlers/booking/getBooking";
import { getStepFunctions } from "../handlers/booking/getStepFunctions";
import { listApartments } from "../handlers/booking/listApartments";
import { payForApartment } from "../handlers/booking/payForApartment";
import type { PolicyStatement } from "../states";
import { createBookingApi } from "./booking/api";
import { bookingDefinition } from "./booking/definition";
import { accountOf } from "./shared/account";
import type { ApiAuthorization } from "./shared/apiAuthorization";
import type { Audited } from "./shared/audited";
import { createDashboard } from "./shared/dashboard";
import { DataTable } from "./shared/dataTable";
import { type Handler, InlineFunction } from "./shared/inlineFunction";
import { defaultOperations, type Operations } from "./shared/operations";
import { Workflow } from "./shared/workflow";

/** The arguments of a {@link BookingWorkflow}. */
export interface BookingWorkflowArgs {
  /** Seconds for which an apartment is held for a client who has not paid, 1 to 86,400. Default: 900. */
  holdSeconds?: number;
  /** How callers of the API are authorized. Default: `AWS_IAM`. */
  authorization?: ApiAuthorization;
  /** Whether clients of the API may ask for its schema. Default: false. */
  introspection?: boolean;
  /** How deep a query may go, 1 to 75. Default: 5. */
  queryDepthLimit?: number;
  /** How the stack operates its workflows. Default: {@link defaultOperations}. */
  operations?: Partial<Operations>;
}

/**
 * Reserves apartments through a GraphQL API: an apartment is held for one client only, belongs to that client once it is paid
 * for, and is vacant again if the hold expires.
 */
export class BookingWorkflow extends pulumi.ComponentResource {
  readonly workflow: Workflow;
  /** The apartments, by `Id`; `status` is `vacant`, `reserved` or `paid`. */
  readonly table: DataTable;
  /** The URL of the API. */
  readonly url: pulumi.Output<string>;
  /** The API key, a secret; only with `API_KEY`. */
  readonly apiKey?: pulumi.Output<string>;
  /** The resources whose data events an `AuditTrail` records. */
  readonly audited: Audited;
  /** Only with `operations.dashboards`. */
  readonly dashboard?: aws.cloudwatch.Dashboard;

  constructor(name: string, args: BookingWorkflowArgs = {}, options?: pulumi.ComponentResourceOptions) {
    super("sfn-workflows:index:BookingWorkflow", name, {}, options);
    const operations = { ...defaultOperations, ...args.operations };
    const holdSeconds = inRange(name, "holdSeconds", args.holdSeconds ?? 900, 86_400);
    const queryDepthLimit = inRange(name, "queryDepthLimit", args.queryDepthLimit ?? 5, 75);
    const account = accountOf(this);

    this.table = new DataTable(`${name}-apartments`, { hashKey: "Id", operations }, { parent: this });
    this.workflow = new Workflow(
      name,
      { definition: bookingDefinition({ tableName: this.table.name, holdSeconds }), operations },
      { parent: this },
    );

    const { table, workflow } = this;
    const start = workflow.allowStart("Bookings");
    const describe = workflow.allowDescribe("Bookings");
    const environment = {
      TABLE_NAME: table.name,
      STATE_MACHINE_ARN: workflow.arn,
      UNQUALIFIED_ARN: workflow.stateMachine.arn,
    };
    const functions: Record<string, InlineFunction<never>> = {};
    const resolver = <Event>(
      field: string,
      callbackFactory: () => Handler<Event>,
      permissions: PolicyStatement[],
    ) => {
      const created = new InlineFunction<Event>(
        `${name}-${field}`,
        {
          description: `Answers ${field}.`,
          callbackFactory,
          permissions,
          environment,
          memorySize: 512,
          operations,
        },
        { parent: this },
      );
      functions[field] = created;
      return created;
    };

    const { api, apiKey } = createBookingApi(
      name,
      {
        authorization: args.authorization ?? "AWS_IAM",
        introspection: args.introspection ?? false,
        queryDepthLimit,
        resolvers: {
          Query: {
            getStepFunctions: resolver("getStepFunctions", getStepFunctions, workflow.allowList("Bookings")),
            getApartment: resolver("getApartment", getApartment, table.allow("dynamodb:GetItem")),
            getBooking: resolver("getBooking", getBooking, [...describe, ...table.allow("dynamodb:GetItem")]),
            listApartments: resolver("listApartments", listApartments, table.allow("dynamodb:Scan")),
          },
          Mutation: {
            addStepFunction: resolver("addStepFunction", addStepFunction, [...start, ...describe]),
            bookApartment: resolver("bookApartment", bookApartment, [
              ...start,
              ...describe,
              ...table.allow("dynamodb:GetItem"),
            ]),
            payForApartment: resolver("payForApartment", payForApartment, [
              ...describe,
              ...table.allow("dynamodb:GetItem", "dynamodb:UpdateItem"),
              ...workflow.allowTaskResponses(["Success"], "EndHolds"),
            ]),
          },
        },
        operations,
        account,
      },
      this,
    );
    this.url = api.uris.apply((uris) => uris.GRAPHQL!);
    this.apiKey = apiKey && pulumi.secret(apiKey.key);
    this.audited = {
      functionArns: Object.values(functions).map((each) => each.function.arn),
      tableArns: [this.table.arn],
      bucketArns: [],
    };
    this.dashboard = createDashboard(
      name,
      {
        workflow: this.workflow,
        functions,
        tables: { apartments: this.table },
        graphqlApi: api,
        operations,
      },
      { parent: this },
    );

    this.registerOutputs({ url: this.url, stateMachineArn: this.workflow.arn });
  }
}

function inRange(name: string, field: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Error(
    `BookingWorkflow '${name}': ${field} must be a whole number from 1 to ${most}; given: ${value}`,
  );
}
