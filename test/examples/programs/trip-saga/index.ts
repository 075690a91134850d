import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

interface Trip {
  id: string;
  price: number;
}

const bookFlight = new aws.lambda.CallbackFunction("book-flight", {
  callback: async (trip: Trip) => `flight of ${trip.id}`,
});
const bookHotel = new aws.lambda.CallbackFunction("book-hotel", {
  callback: async (trip: Trip) => `hotel of ${trip.id}`,
});
const charge = new aws.lambda.CallbackFunction("charge", {
  callback: async ({ price }: Trip) => {
    if (price <= 1000) return "charged";
    const error = new Error(`${price} is over the limit of the card`);
    error.name = "CardDeclined";
    throw error;
  },
});
const cancelFlight = new aws.lambda.CallbackFunction("cancel-flight", {
  callback: async ({ flight }: { flight: string }) => console.log(`canceled: ${flight}`),
});
const cancelHotel = new aws.lambda.CallbackFunction("cancel-hotel", {
  callback: async ({ hotel }: { hotel: string }) => console.log(`canceled: ${hotel}`),
});

const role = new aws.iam.Role("trip", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "states.amazonaws.com" }),
});
new aws.iam.RolePolicyAttachment("trip", {
  role: role.name,
  policyArn: aws.iam.ManagedPolicy.AWSLambdaRole,
});

const task = (resource: pulumi.Output<string>, rest: object) => ({
  Type: "Task",
  Resource: resource,
  ...rest,
});
const compensate = (next: string) => ({
  Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.failure", Next: next }],
});

const machine = new aws.sfn.StateMachine("trip", {
  roleArn: role.arn,
  definition: pulumi.jsonStringify({
    StartAt: "Book flight",
    States: {
      "Book flight": task(bookFlight.arn, {
        ResultPath: "$.flight",
        Next: "Book hotel",
        ...compensate("Failed"),
      }),
      "Book hotel": task(bookHotel.arn, {
        ResultPath: "$.hotel",
        Next: "Charge",
        ...compensate("Cancel flight"),
      }),
      Charge: task(charge.arn, { ResultPath: "$.payment", End: true, ...compensate("Cancel hotel") }),
      "Cancel hotel": task(cancelHotel.arn, { ResultPath: null, Next: "Cancel flight" }),
      "Cancel flight": task(cancelFlight.arn, { ResultPath: null, Next: "Failed" }),
      Failed: { Type: "Fail", ErrorPath: "$.failure.Error", CausePath: "$.failure.Cause" },
    },
  }),
});

export const machineArn = machine.arn;
