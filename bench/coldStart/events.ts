/** Names of resources in the functions' environments. */
export const ENVIRONMENT = {
  STATE_MACHINE_ARN: "arn:aws:states:us-east-1:123456789012:stateMachine:booking",
  UNQUALIFIED_ARN: "arn:aws:states:us-east-1:123456789012:stateMachine:booking",
  TABLE_NAME: "table",
  INDEX_NAME: "unsent",
  BUCKET_NAME: "bucket",
};

const arguments_ = (given: object) => ({ arguments: given });
const query = (queryStringParameters: object) => ({ queryStringParameters });

const ORDER_EVENT = {
  order: {
    accountid: "anna",
    orderdate: "2026-11-20",
    vendorid: "central-station",
    city: "Perth",
    details: { coffeetype: "Flat White", coffeesize: "Large", unitprice: 4.5, quantity: 3 },
    eventtype: ["order"],
  },
  orderid: "o-1",
  orderedat: "2026-11-20T12:00:00.000Z",
};
const ORDER_KEY = query({ accountid: "anna", vendorid: "central-station" });

/** A handler of `bench/handlers`, the deployed function that does the same, and an event for both. */
export interface ColdStartCase {
  handler: string;
  /** The Pulumi name of the function. */
  deployed: string;
  event: unknown;
}

export const CASES: ColdStartCase[] = [
  {
    handler: "addStepFunction",
    deployed: "booking-addStepFunction-function",
    event: arguments_({ input: { id: "b1", arn: ENVIRONMENT.STATE_MACHINE_ARN, apartmentId: "7" } }),
  },
  {
    handler: "bookApartment",
    deployed: "booking-bookApartment-function",
    event: arguments_({ input: { id: "b1", apartmentId: "7" } }),
  },
  { handler: "getApartment", deployed: "booking-getApartment-function", event: arguments_({ id: "7" }) },
  { handler: "getBooking", deployed: "booking-getBooking-function", event: arguments_({ id: "b1" }) },
  { handler: "getStepFunctions", deployed: "booking-getStepFunctions-function", event: arguments_({}) },
  { handler: "listApartments", deployed: "booking-listApartments-function", event: arguments_({}) },
  {
    handler: "payForApartment",
    deployed: "booking-payForApartment-function",
    event: arguments_({ bookingId: "b1" }),
  },
  { handler: "putItem", deployed: "orders-put-item-function", event: ORDER_EVENT },
  { handler: "putObject", deployed: "orders-put-object-function", event: ORDER_EVENT },
  { handler: "cancelOrder", deployed: "orders-cancel-order-function", event: ORDER_EVENT },
  { handler: "getItem", deployed: "orders-get-item-function", event: ORDER_KEY },
  {
    handler: "deleteItem",
    deployed: "orders-delete-item-function",
    event: query({ ...ORDER_KEY.queryStringParameters, orderid: "o-1" }),
  },
  {
    handler: "getObject",
    deployed: "orders-get-object-function",
    event: query({ accountid: "anna", invoicekey: "2026/11/anna/o-1.json" }),
  },
  { handler: "scanMessages", deployed: "messenger-scan-function", event: {} },
  { handler: "trim", deployed: "pipeline-trim-callback-function", event: { input: { name: " block " } } },
  {
    handler: "review",
    deployed: "pipeline-review-worker-function",
    event: {
      Records: [
        {
          messageId: "m1",
          body: JSON.stringify({ token: "t1", input: { name: "pattern", value: "block" } }),
        },
      ],
    },
  },
];
