import * as aws from "@pulumi/aws";

const role = new aws.iam.Role("machines", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "states.amazonaws.com" }),
});
const machine = (name: string, StartAt: string, States: object, type: "STANDARD" | "EXPRESS" = "STANDARD") =>
  new aws.sfn.StateMachine(name, {
    roleArn: role.arn,
    type,
    definition: JSON.stringify({ StartAt, States }),
  });

const succeed = { Type: "Succeed" };

/** Ends with its input. */
machine("pass", "Done", { Done: { Type: "Pass", End: true } });

/** Four events a round: `{"round": 0, "rounds": 6000}`. */
machine("rounds", "More", {
  More: {
    Type: "Choice",
    Choices: [{ Variable: "$.round", NumericLessThanPath: "$.rounds", Next: "Count" }],
    Default: "Done",
  },
  Count: {
    Type: "Pass",
    Parameters: { "round.$": "States.MathAdd($.round, 1)", "rounds.$": "$.rounds" },
    Next: "More",
  },
  Done: succeed,
});

/** An inline Map of the items of its input; an Express execution, whose history may be longer than 25,000 events. */
machine(
  "items",
  "Each",
  {
    Each: {
      Type: "Map",
      ItemProcessor: { StartAt: "Item", States: { Item: { Type: "Pass", End: true } } },
      End: true,
    },
  },
  "EXPRESS",
);

/** Waits again and again until it is stopped: `{"seconds": 5, "stop": false}`. */
machine("waiting", "Pause", {
  Pause: { Type: "Wait", SecondsPath: "$.seconds", Next: "Again" },
  Again: {
    Type: "Choice",
    Choices: [{ Variable: "$.stop", BooleanEquals: true, Next: "Done" }],
    Default: "Count",
  },
  Count: { Type: "Pass", Next: "Pause" },
  Done: succeed,
});

/** Waits once: `{"seconds": 1}`. */
machine("short", "Pause", {
  Pause: { Type: "Wait", SecondsPath: "$.seconds", Next: "Done" },
  Done: succeed,
});
