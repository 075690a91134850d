import assert from "node:assert/strict";
import { callsItself } from "../../../states";
import { allow, called, itNeeds, machine, SCOPE, SELF } from "./support";

const map = (processor: string, Mode: string) => ({
  StartAt: "M",
  States: { M: { Type: "Map", [processor]: { ProcessorConfig: { Mode }, StartAt: "P", States: {} } } },
});

describe("callsItself", () => {
  const own = { StateMachineArn: "{% $states.context.StateMachine.Id %}" };
  const http = { ApiEndpoint: "https://example.com", Method: "GET" };
  const cases: [string, object, boolean][] = [
    ["a distributed Map", map("ItemProcessor", "DISTRIBUTED"), true],
    ["a distributed Map under the older name of its processor", map("Iterator", "DISTRIBUTED"), true],
    ["an inline Map", map("ItemProcessor", "INLINE"), false],
    ["an inline Map under the older name of its processor", map("Iterator", "INLINE"), false],
    ["an HTTP Task, which is checked on the machine", called("http:invoke", http), true],
    ["a Task that starts the machine", called("states:startExecution", own), true],
    ["a Task that starts another", called("states:startExecution", { StateMachineArn: SELF }), false],
    [
      "a Task that starts the machine with another role",
      machine({
        Resource: "arn:aws:states:::states:startExecution",
        Arguments: own,
        Credentials: { RoleArn: "arn:aws:iam::444455556666:role/there" },
      }),
      false,
    ],
  ];
  for (const [title, definition, expected] of cases) {
    it(`${title}: ${expected}`, () => assert.equal(callsItself(definition), expected));
  }
});

describe("requiredPermissions of a distributed Map under the older name of its processor", () => {
  itNeeds(
    "starts, follows and redrives executions of its own machine",
    map("Iterator", "DISTRIBUTED"),
    [
      allow("StatesStartExecution", "states:StartExecution", SELF),
      allow(
        "StatesFollowExecutions",
        ["states:DescribeExecution", "states:StopExecution"],
        "arn:aws:states:eu-west-1:111122223333:execution:self:*",
      ),
      allow(
        "StatesRedriveExecution",
        "states:RedriveExecution",
        "arn:aws:states:eu-west-1:111122223333:execution:self/*",
      ),
    ],
    { ...SCOPE, stateMachineArn: SELF },
  );
});
