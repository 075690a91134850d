import type { PolicyStatement } from "../../../states";
import { allow, CHILD, called, itNeeds } from "./support";

describe("requiredPermissions of a nested execution", () => {
  const start = allow("StatesStartExecution", "states:StartExecution", CHILD);
  const waiting = [
    start,
    allow(
      "StatesFollowExecutions",
      ["states:DescribeExecution", "states:StopExecution"],
      "arn:aws:states:eu-west-1:111122223333:execution:child:*",
    ),
    allow(
      "StatesManagedEventsRule",
      ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
      "arn:aws:events:eu-west-1:111122223333:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule",
    ),
  ];
  const patterns: [string, PolicyStatement[]][] = [
    ["states:startExecution", [start]],
    ["states:startExecution.waitForTaskToken", [start]],
    ["states:startExecution.sync", waiting],
    ["states:startExecution.sync:2", waiting],
    ["aws-sdk:sfn:startExecution", [start]],
    [
      "aws-sdk:sfn:startSyncExecution",
      [allow("StatesStartSyncExecution", "states:StartSyncExecution", CHILD)],
    ],
  ];
  for (const [action, expected] of patterns) {
    itNeeds(action, called(action, { StateMachineArn: CHILD }), expected);
    itNeeds(
      `${action} of an alias is checked on the machine`,
      called(action, { StateMachineArn: `${CHILD}:live` }),
      expected,
    );
    itNeeds(
      `${action} of a version is checked on the machine`,
      called(action, { StateMachineArn: `${CHILD}:3` }),
      expected,
    );
  }
});
