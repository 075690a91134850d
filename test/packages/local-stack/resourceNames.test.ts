import assert from "node:assert/strict";
import { findStateMachine, stateMachineNames } from "../../../packages/local-stack/resourceNames";
import { resource } from "./resource";

const arnOf = (name: string) => `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`;
const machineResource = (name: string, physical: string, parent?: string) =>
  resource("aws:sfn/stateMachine:StateMachine", name, {
    outputs: { arn: arnOf(physical), name: physical },
    ...(parent && { parent }),
  });

describe("the names of state machines", () => {
  const component = resource("my:Pipeline", "shop", { custom: false });
  const names = stateMachineNames(
    ["payment-1a2b3c4", "block-a-0000001", "block-b-0000002", "block", "by-hand"].map((name) => ({
      arn: arnOf(name),
      name,
    })),
    {
      resources: [
        component,
        machineResource("payment", "payment-1a2b3c4", component.urn),
        machineResource("block", "block-a-0000001"),
        machineResource("block", "block-b-0000002"),
      ],
      outputs: {
        arn: arnOf("payment-1a2b3c4"),
        live: `${arnOf("payment-1a2b3c4")}:live`,
        plainName: "by-hand",
        other: 42,
        queueArn: "arn:aws:sqs:us-east-1:123456789012:payment",
      },
    },
  );

  const rows: [given: string, arn: string][] = [
    ["arn", arnOf("payment-1a2b3c4")],
    ["live", `${arnOf("payment-1a2b3c4")}:live`],
    ["payment", arnOf("payment-1a2b3c4")],
    ["payment-1a2b3c4", arnOf("payment-1a2b3c4")],
    ["shop", arnOf("payment-1a2b3c4")],
    [arnOf("payment-1a2b3c4"), arnOf("payment-1a2b3c4")],
    [`${arnOf("payment-1a2b3c4")}:3`, `${arnOf("payment-1a2b3c4")}:3`],
    ["plainName", arnOf("by-hand")],
    ["by-hand", arnOf("by-hand")],
  ];
  for (const [given, arn] of rows)
    it(`finds ${given}`, () => {
      const found = findStateMachine(given, names);
      assert.equal(found.arn, arn);
      assert.ok(arn.startsWith(found.machine.arn));
    });

  const wrong: [given: string, message: RegExp][] = [
    [
      "paymnt",
      /^state machine is 'paymnt'; allowed: arn \(payment\), block-a-0000001, block-b-0000002, block, plainName \(by-hand\)$/,
    ],
    ["queueArn", /^state machine is 'queueArn'; allowed: arn/],
    ["toString", /^state machine is 'toString'; allowed: arn/],
    ["block", /^state machine is 'block', which 2 are called; allowed: block-a-0000001, block-b-0000002$/],
    [arnOf("nothing"), /^state machine is 'arn:.*:nothing'; allowed: arn/],
  ];
  for (const [given, message] of wrong)
    it(`says what there is instead of ${given}`, () => {
      assert.throws(() => findStateMachine(given, names), { name: "UsageError", message });
    });

  it("says so if there is none", () => {
    assert.throws(() => findStateMachine("x", []), {
      message: "state machine is 'x'; allowed: none, since the stack has no state machine",
    });
  });
});
