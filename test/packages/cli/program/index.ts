import * as aws from "@pulumi/aws";

/** State machines that fail, each in its own way, and one that succeeds. */

const trust = (service: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });
const policy = (Action: string[], Resource: string[] | string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] });

const functionRole = new aws.iam.Role("function-role", { assumeRolePolicy: trust("lambda.amazonaws.com") });
const logs = new aws.iam.RolePolicy("function-logs", {
  role: functionRole.id,
  policy: policy(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "*"),
});
const charge = new aws.lambda.CallbackFunction(
  "charge",
  {
    role: functionRole,
    callback: async (order: { amount: number }) => {
      console.log(`charging ${order.amount}`);
      if (order.amount > 100) throw new RangeError(`${order.amount} is more than the card allows`);
      return { charged: order.amount };
    },
  },
  { dependsOn: logs },
);
const role = new aws.iam.Role("role", { assumeRolePolicy: trust("states.amazonaws.com") });
const allowed = new aws.iam.RolePolicy("allowed", {
  role: role.id,
  policy: charge.arn.apply((arn) => policy(["lambda:InvokeFunction"], [arn, `${arn}:*`])),
});
const allowedToNothing = new aws.iam.Role("role-without-policy", {
  assumeRolePolicy: trust("states.amazonaws.com"),
});

const invoke = (FunctionName: string) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Parameters: { FunctionName, "Payload.$": "$" },
  OutputPath: "$.Payload",
  End: true,
});
const machine = (name: string, states: (charge: string) => object, roleArn = role.arn) =>
  new aws.sfn.StateMachine(
    name,
    {
      roleArn,
      definition: charge.arn.apply((arn) => JSON.stringify({ StartAt: "Check", States: states(arn) })),
    },
    { dependsOn: allowed },
  );

const check = { Type: "Pass", Next: "Charge" };

const payment = machine("payment", (arn) => ({
  Check: check,
  Charge: {
    ...invoke(arn),
    Retry: [{ ErrorEquals: ["RangeError"], IntervalSeconds: 1, MaxAttempts: 1 }],
  },
}));
machine("refused", (arn) => ({ Check: check, Charge: invoke(arn) }), allowedToNothing.arn);
machine("slow", (arn) => ({
  Check: check,
  Charge: {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
    Parameters: { FunctionName: arn, Payload: { amount: 1, "token.$": "$$.Task.Token" } },
    TimeoutSeconds: 60,
    End: true,
  },
}));
machine("large", () => ({
  Check: { Type: "Pass", Next: "Grow" },
  Grow: { Type: "Pass", QueryLanguage: "JSONata", Output: "{% $join([1..150000].('xx')) %}", End: true },
}));
machine("declined", () => ({
  Check: { Type: "Pass", Next: "Declined" },
  Declined: { Type: "Fail", Error: "Declined", Cause: JSON.stringify({ code: 51, reason: "no funds" }) },
}));

const parentRole = new aws.iam.Role("parent-role", { assumeRolePolicy: trust("states.amazonaws.com") });
const parentAllowed = new aws.iam.RolePolicy("parent-allowed", {
  role: parentRole.id,
  policy: policy(
    [
      "states:StartExecution",
      "states:DescribeExecution",
      "states:StopExecution",
      "events:PutTargets",
      "events:PutRule",
      "events:DescribeRule",
    ],
    "*",
  ),
});
new aws.sfn.StateMachine(
  "order",
  {
    roleArn: parentRole.arn,
    definition: payment.arn.apply((stateMachineArn) =>
      JSON.stringify({
        StartAt: "Pay",
        States: {
          Pay: {
            Type: "Task",
            Resource: "arn:aws:states:::states:startExecution.sync:2",
            Parameters: { StateMachineArn: stateMachineArn, "Input.$": "$" },
            End: true,
          },
        },
      }),
    ),
  },
  { dependsOn: parentAllowed },
);

export const paymentArn = payment.arn;
