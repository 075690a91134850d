import type * as pulumi from "@pulumi/pulumi";
import {
  awsSdkWaitForTaskToken,
  dynamodbGetItem,
  dynamodbUpdateItem,
  type StateMachineDefinition,
  stateMachine,
} from "../../states";

export interface BookingDefinitionArgs {
  tableName: pulumi.Input<string>;
  /** How long an apartment is held for a client who has not paid. */
  holdSeconds: number;
}

const KEY = { Id: { S: "{% $apartmentId %}" } };
const STATUS = { "#status": "status" };
const RESERVATION = { S: "{% $states.context.Execution.Name %}" };

/** True of an apartment that was read once this booking is paid for. */
const PAID_FOR_THIS =
  "{% $states.input.Item.status.S = 'paid' and $states.input.Item.reservationId.S = $states.context.Execution.Name %}";

/** Seconds since the epoch when the state was entered, which stays the same at every attempt. */
const NOW = "$floor($toMillis($states.context.State.EnteredTime) / 1000)";

/** Errors of DynamoDB under load and transient failures: the API's names, and those of its Java client. */
const BUSY = [
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "RequestLimitExceededException",
  "ThrottlingException",
  "InternalServerError",
  "InternalServerErrorException",
  "SdkClientException",
];

const retry = (errors: string[]) => [
  {
    ErrorEquals: errors,
    IntervalSeconds: 1,
    MaxAttempts: 6,
    BackoffRate: 2,
    MaxDelaySeconds: 20,
    JitterStrategy: "FULL" as const,
  },
];

/** Step Functions spells the service `DynamoDb` in the errors of the AWS SDK integration. The timeout is the end of the hold. */
const RETRY_RESERVATION = retry(BUSY.map((name) => `DynamoDb.${name}`));

/** States that read or revert the apartment are retried until they get a response: otherwise nothing would end the hold. */
const ASK_AGAIN = {
  TimeoutSeconds: 15,
  Retry: retry([...BUSY.map((name) => `DynamoDB.${name}`), "States.Timeout"]),
};

/**
 * Reserves the apartment and waits, in one conditional write that also stores the task token: anyone who sees the reservation
 * can end the hold, so that no payment is missed. A payment ends it immediately, and after a lost callback it only lasts its
 * full time: the status in the table afterwards decides.
 */
export function bookingDefinition({ tableName, holdSeconds }: BookingDefinitionArgs): StateMachineDefinition {
  return stateMachine({
    Comment: "Holds an apartment for a client until it is paid for or the time is up.",
    QueryLanguage: "JSONata",
    StartAt: "Change Apartment Status",
    States: {
      "Change Apartment Status": awsSdkWaitForTaskToken(
        "dynamodb:updateItem",
        {
          TableName: tableName,
          Key: {
            Id: {
              S: "{% $type($states.input.apartmentId) = 'string' ? $states.input.apartmentId : $error('apartmentId must be text') %}",
            },
          },
          // Vacant, or held for a client whose time is up, or reserved by an earlier attempt of this state.
          ConditionExpression:
            "attribute_exists(Id) AND (#status = :vacant OR #status = :reserved AND reservedUntil < :now OR #status = :reserved AND reservationId = :reservation)",
          UpdateExpression:
            "SET #status = :reserved, reservationId = :reservation, reservedUntil = :until, taskToken = :token",
          ExpressionAttributeNames: STATUS,
          ExpressionAttributeValues: {
            ":vacant": { S: "vacant" },
            ":reserved": { S: "reserved" },
            ":reservation": RESERVATION,
            ":token": { S: "{% $states.context.Task.Token %}" },
            ":now": { N: `{% $string(${NOW}) %}` },
            ":until": { N: `{% $string(${NOW} + ${holdSeconds}) %}` },
          },
        },
        {
          Comment: "Reserves the apartment and holds it until payment arrives or the time is up.",
          // No one sends a heartbeat, so this is the end of the hold; and a heartbeat could not prolong it.
          HeartbeatSeconds: holdSeconds,
          TimeoutSeconds: holdSeconds + 1,
          Assign: { apartmentId: "{% $states.input.apartmentId %}", interruption: "none" },
          Retry: RETRY_RESERVATION,
          Catch: [
            {
              ErrorEquals: ["DynamoDb.ConditionalCheckFailedException"],
              Assign: { apartmentId: "{% $states.input.apartmentId %}" },
              Next: "Get Refused Apartment",
            },
            { ErrorEquals: ["States.QueryEvaluationError"], Next: "Invalid Booking" },
            {
              // The time is up; or the write failed in a way that leaves open whether it was made.
              ErrorEquals: ["States.ALL"],
              Assign: {
                apartmentId: "{% $states.input.apartmentId %}",
                interruption: "{% $states.errorOutput.Error %}",
              },
              Next: "Get Apartment Status",
            },
          ],
          Next: "Get Apartment Status",
        },
      ),
      "Get Apartment Status": dynamodbGetItem(
        { TableName: tableName, Key: KEY, ConsistentRead: true },
        {
          Output: "{% $states.result %}",
          ...ASK_AGAIN,
          Next: "Has Client Made Payment ?",
        },
      ),
      "Has Client Made Payment ?": {
        Type: "Choice",
        Choices: [
          {
            Condition: PAID_FOR_THIS,
            Next: "Payment Was made.",
          },
          {
            Condition:
              "{% $states.input.Item.status.S = 'reserved' and $states.input.Item.reservationId.S = $states.context.Execution.Name %}",
            Next: "Payment Wasn't Made, revert.",
          },
        ],
        Default: "Reservation Lost",
      },
      "Payment Was made.": {
        Type: "Pass",
        Output: { apartmentId: "{% $apartmentId %}", status: "paid" },
        End: true,
      },
      "Payment Wasn't Made, revert.": dynamodbUpdateItem(
        {
          TableName: tableName,
          Key: KEY,
          ConditionExpression: "#status = :reserved AND reservationId = :reservation",
          UpdateExpression: "SET #status = :vacant REMOVE reservationId, reservedUntil, taskToken",
          ExpressionAttributeNames: STATUS,
          ExpressionAttributeValues: {
            ":vacant": { S: "vacant" },
            ":reserved": { S: "reserved" },
            ":reservation": RESERVATION,
          },
        },
        {
          Output: { apartmentId: "{% $apartmentId %}", status: "vacant" },
          ...ASK_AGAIN,
          Catch: [
            {
              // A payment landed in between, or an attempt whose response was lost had reverted it already.
              ErrorEquals: ["DynamoDB.ConditionalCheckFailedException"],
              Next: "Get Reverted Apartment",
            },
          ],
          End: true,
        },
      ),
      "Get Reverted Apartment": dynamodbGetItem(
        { TableName: tableName, Key: KEY, ConsistentRead: true },
        {
          Output: "{% $states.result %}",
          ...ASK_AGAIN,
          Next: "Was It Paid In Between ?",
        },
      ),
      "Was It Paid In Between ?": {
        Type: "Choice",
        Choices: [
          {
            Condition: PAID_FOR_THIS,
            Next: "Payment Was made.",
          },
        ],
        Default: "Hold Has Run Out",
      },
      "Hold Has Run Out": {
        Type: "Pass",
        Output: { apartmentId: "{% $apartmentId %}", status: "vacant" },
        End: true,
      },
      "Get Refused Apartment": dynamodbGetItem(
        { TableName: tableName, Key: KEY, ConsistentRead: true },
        {
          Output: "{% $states.result %}",
          ...ASK_AGAIN,
          Next: "Does The Apartment Exist ?",
        },
      ),
      "Does The Apartment Exist ?": {
        Type: "Choice",
        Choices: [
          // An attempt whose response was lost had reserved it, and payment landed before the next one.
          { Condition: PAID_FOR_THIS, Next: "Payment Was made." },
          { Condition: "{% $exists($states.input.Item) %}", Next: "Apartment Is Taken" },
        ],
        Default: "Fail",
      },
      "Apartment Is Taken": {
        Type: "Fail",
        Error: "ApartmentTaken",
        Cause: "{% 'apartment ' & $apartmentId & ' is reserved or paid for by somebody else' %}",
      },
      Fail: {
        Type: "Fail",
        Error: "ApartmentNotFound",
        Cause: "{% 'there is no apartment ' & $apartmentId %}",
      },
      "Invalid Booking": {
        Type: "Fail",
        Error: "InvalidBooking",
        Cause: 'the input of a booking is {"apartmentId": "…"}',
      },
      "Reservation Lost": {
        Type: "Fail",
        Error: "ReservationLost",
        Cause:
          "{% 'apartment ' & $apartmentId & ' is not reserved for this booking; its hold was interrupted by: ' & $interruption %}",
      },
    },
  });
}
