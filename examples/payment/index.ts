import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

interface Order {
  amount: number;
}

/** A function may write its log, and nothing else. */
const policies = [aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole];

const check = new aws.lambda.CallbackFunction("check", {
  policies,
  callback: async (order: Order) => ({ ...order, ok: order.amount <= 100 }),
});

const charge = new aws.lambda.CallbackFunction("charge", {
  policies,
  callback: async (order: Order) => ({ charged: order.amount }),
});

const role = new aws.iam.Role("payment", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "states.amazonaws.com" }),
});

const invoke = new aws.iam.RolePolicy("payment", {
  role: role.id,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: [check.arn, charge.arn] }],
  }),
});

const machine = new aws.sfn.StateMachine(
  "payment",
  {
    roleArn: role.arn,
    definition: pulumi.jsonStringify({
      StartAt: "Check",
      States: {
        Check: { Type: "Task", Resource: check.arn, Next: "IsOk" },
        IsOk: {
          Type: "Choice",
          Choices: [{ Variable: "$.ok", BooleanEquals: true, Next: "Cool" }],
          Default: "Refuse",
        },
        Cool: { Type: "Wait", Seconds: 30, Next: "Charge" },
        Charge: {
          Type: "Task",
          Resource: charge.arn,
          Retry: [
            {
              ErrorEquals: ["Lambda.TooManyRequestsException", "Runtime.ExitError"],
              IntervalSeconds: 5,
              MaxAttempts: 3,
            },
          ],
          End: true,
        },
        Refuse: { Type: "Fail", Error: "Refused", Cause: "The amount is too large." },
      },
    }),
  },
  { dependsOn: invoke },
);

export const paymentArn = machine.arn;
