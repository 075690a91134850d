import type * as pulumi from "@pulumi/pulumi";
import { ORDER_SECONDS } from "../../handlers/orders/order";
import {
  dynamodbUpdateItem,
  type LambdaFunction,
  lambdaInvoke,
  type StateMachineDefinition,
  snsPublish,
  stateMachine,
} from "../../states";

/** What the state machine calls. */
export interface OrderSteps {
  putItem: LambdaFunction;
  putObject: LambdaFunction;
  cancelOrder: LambdaFunction;
  topicArn: pulumi.Input<string>;
  tableName: pulumi.Input<string>;
}

/** The event of every function; the execution's name and start time are the same at every attempt. */
const ORDER_EVENT = {
  order: "{% $order %}",
  orderid: "{% $states.context.Execution.Name %}",
  orderedat: "{% $states.context.Execution.StartTime %}",
};

/**
 * The text of an error: for a function, the message, which Lambda wraps in JSON with a stack trace; for a timeout, its name.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
 */
const CAUSE = `(
  $cause := $states.errorOutput.Cause ? $states.errorOutput.Cause : $states.errorOutput.Error;
  $contains($cause, /^\\{.*"errorMessage".*\\}$/) ? [$parse($cause).errorMessage, $cause][0] : $cause
)`.replace(/\n\s*/g, " ");

/** Makes an error the execution's error, under the given name and with the given cause if any. */
const failure = (error?: string, cause = `{% ${CAUSE} %}`) => ({
  failure: { error: error ?? "{% $states.errorOutput.Error %}", cause },
});

/** Seconds that SNS or the table has to respond. */
const ANSWER_SECONDS = 15;

/**
 * Store Order → Write Invoice → Announce Order → Accept Order → Order Accepted. Only *Accept Order* lets clients see and collect
 * the order. If an order is refused, nothing is written; one that fails later is rolled back, so that no invoice is without an
 * order and no order without an invoice.
 */
export function orderDefinition({
  putItem,
  putObject,
  cancelOrder,
  topicArn,
  tableName,
}: OrderSteps): StateMachineDefinition {
  return stateMachine({
    Comment: "Stores an order, writes its invoice and announces it.",
    QueryLanguage: "JSONata",
    StartAt: "Store Order",
    TimeoutSeconds: ORDER_SECONDS,
    States: {
      "Store Order": lambdaInvoke(
        { FunctionName: putItem, Payload: { ...ORDER_EVENT, order: "{% $states.input.order %}" } },
        {
          Assign: { order: "{% $states.input.order %}" },
          Output: "{% $states.result.Payload %}",
          Catch: [
            {
              ErrorEquals: ["OrderActive", "OrderClosed", "InvalidOrder", "States.QueryEvaluationError"],
              Assign: failure(),
              Next: "Order Refused",
            },
            {
              ErrorEquals: ["States.ALL"],
              Assign: { order: "{% $states.input.order %}", ...failure("OrderNotStored") },
              Next: "Cancel Order",
            },
          ],
          Next: "Write Invoice",
        },
      ),
      "Write Invoice": lambdaInvoke(
        { FunctionName: putObject, Payload: ORDER_EVENT },
        {
          Output: "{% $states.result.Payload %}",
          Catch: [
            { ErrorEquals: ["OrderClosed"], Assign: failure(), Next: "Cancel Order" },
            { ErrorEquals: ["States.ALL"], Assign: failure("InvoiceFailed"), Next: "Cancel Order" },
          ],
          Next: "Announce Order",
        },
      ),
      "Announce Order": snsPublish(
        {
          TopicArn: topicArn,
          Message: {
            orderid: "{% $states.context.Execution.Name %}",
            invoicekey: "{% $states.input.invoicekey %}",
            order: "{% $order %}",
          },
        },
        {
          TimeoutSeconds: ANSWER_SECONDS,
          Retry: [
            {
              ErrorEquals: ["States.TaskFailed"],
              IntervalSeconds: 1,
              MaxAttempts: 5,
              BackoffRate: 2,
              JitterStrategy: "FULL",
            },
          ],
          Output: {
            orderid: "{% $states.context.Execution.Name %}",
            invoicekey: "{% $states.input.invoicekey %}",
          },
          Catch: [
            { ErrorEquals: ["States.ALL"], Assign: failure("AnnouncementFailed"), Next: "Cancel Order" },
          ],
          Next: "Accept Order",
        },
      ),
      "Accept Order": dynamodbUpdateItem(
        {
          TableName: tableName,
          Key: {
            accountid: { S: "{% $order.accountid %}" },
            vendorid: { S: "{% $order.vendorid %}" },
          },
          ConditionExpression: "orderid = :orderid",
          UpdateExpression: "REMOVE pending",
          ExpressionAttributeValues: { ":orderid": { S: "{% $states.context.Execution.Name %}" } },
        },
        {
          TimeoutSeconds: ANSWER_SECONDS,
          Output: "{% $states.input %}",
          Retry: [
            { ErrorEquals: ["DynamoDB.ConditionalCheckFailedException"], MaxAttempts: 0 },
            {
              ErrorEquals: ["States.TaskFailed", "States.Timeout"],
              IntervalSeconds: 1,
              MaxAttempts: 5,
              BackoffRate: 2,
              JitterStrategy: "FULL",
            },
          ],
          Catch: [
            {
              // Another order took its place, or an attempt whose response was lost accepted it and it was collected since.
              ErrorEquals: ["DynamoDB.ConditionalCheckFailedException"],
              Assign: failure(
                "OrderClosed",
                "{% 'order ' & $states.context.Execution.Name & ' was cancelled or replaced' %}",
              ),
              Next: "Cancel Order",
            },
            { ErrorEquals: ["States.ALL"], Assign: failure("OrderNotAccepted"), Next: "Cancel Order" },
          ],
          Next: "Order Accepted",
        },
      ),
      "Order Accepted": { Type: "Succeed" },
      "Order Refused": { Type: "Fail", Error: "{% $failure.error %}", Cause: "{% $failure.cause %}" },
      "Cancel Order": lambdaInvoke(
        { FunctionName: cancelOrder, Payload: ORDER_EVENT },
        {
          Retry: [
            {
              ErrorEquals: ["States.ALL"],
              IntervalSeconds: 2,
              MaxAttempts: 8,
              BackoffRate: 2,
              MaxDelaySeconds: 60,
            },
          ],
          Output: "{% $states.result.Payload %}",
          Catch: [
            {
              ErrorEquals: ["States.ALL"],
              Assign: {
                failure: {
                  error: "CancellationFailed",
                  cause: `{% $failure.error & ': ' & $failure.cause & '; and then: ' & ${CAUSE} %}`,
                },
              },
              Next: "Order Failed",
            },
          ],
          Next: "Was It Accepted ?",
        },
      ),
      "Was It Accepted ?": {
        Type: "Choice",
        Choices: [
          {
            Condition: "{% $states.input.accepted %}",
            Output: {
              orderid: "{% $states.context.Execution.Name %}",
              invoicekey: "{% $states.input.invoicekey %}",
            },
            Next: "Order Accepted",
          },
        ],
        Default: "Order Failed",
      },
      "Order Failed": { Type: "Fail", Error: "{% $failure.error %}", Cause: "{% $failure.cause %}" },
    },
  });
}
