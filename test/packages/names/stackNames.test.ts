import assert from "node:assert/strict";
import { namedResources, type RegisteredResource, StackNames } from "../../../packages/names";

const arnOf = (name: string) => `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`;
const functionArnOf = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
const urnOf = (type: string, name: string) => `urn:pulumi:dev::shop::${type}::${name}`;

const STACK = { urn: urnOf("pulumi:pulumi:Stack", "shop-dev"), type: "pulumi:pulumi:Stack" };
const COMPONENT = { urn: urnOf("my:Pipeline", "shop"), type: "my:Pipeline", parent: STACK.urn };

const machine = (
  name: string,
  physicalName: string,
  rest: Partial<RegisteredResource> = {},
): RegisteredResource => ({
  urn: urnOf("aws:sfn/stateMachine:StateMachine", name),
  type: "aws:sfn/stateMachine:StateMachine",
  parent: STACK.urn,
  outputs: { arn: arnOf(physicalName), name: physicalName },
  ...rest,
});
const lambda = (name: string, physicalName: string, loggingConfig?: object): RegisteredResource => ({
  urn: urnOf("aws:lambda/function:Function", name),
  type: "aws:lambda/function:Function",
  outputs: { arn: functionArnOf(physicalName), name: physicalName, loggingConfig },
});

const PROGRAM = [
  STACK,
  COMPONENT,
  machine("payment", "payment-1a2b3c4", { parent: COMPONENT.urn }),
  machine("block", "block-a-0000001"),
  {
    ...machine("block", "block-b-0000002"),
    urn: urnOf("my:Other$aws:sfn/stateMachine:StateMachine", "block"),
  },
  machine("refund", "refund-0000003"),
  machine("payment", "payment-0000000", { delete: true }),
  machine("secret", "", { outputs: { arn: { ciphertext: "…" }, name: "secret-0000004" } }),
  lambda("charge", "charge-5d4862f", { logGroup: "/charges" }),
  lambda("payment", "payment-5d4862f"),
];

describe("the names of a stack", () => {
  const byHand = {
    type: "stateMachine",
    physicalName: "by-hand",
    arn: arnOf("by-hand"),
    components: [],
  } as const;
  const names = new StackNames([...namedResources(PROGRAM), { ...byHand, components: [] }], {
    arn: arnOf("payment-1a2b3c4"),
    live: `${arnOf("payment-1a2b3c4")}:live`,
    refundArn: arnOf("refund-0000003"),
    plainName: "by-hand",
    other: 42,
    queueArn: "arn:aws:sqs:us-east-1:123456789012:payment",
    chargeFunction: functionArnOf("charge-5d4862f"),
  });

  const rows: [given: string, arn: string][] = [
    ["arn", arnOf("payment-1a2b3c4")],
    ["live", `${arnOf("payment-1a2b3c4")}:live`],
    ["payment", arnOf("payment-1a2b3c4")],
    ["payment-1a2b3c4", arnOf("payment-1a2b3c4")],
    ["shop", arnOf("payment-1a2b3c4")],
    [arnOf("payment-1a2b3c4"), arnOf("payment-1a2b3c4")],
    [`${arnOf("payment-1a2b3c4")}:3`, `${arnOf("payment-1a2b3c4")}:3`],
    ["refund", arnOf("refund-0000003")],
    ["refundArn", arnOf("refund-0000003")],
    ["plainName", arnOf("by-hand")],
    ["by-hand", arnOf("by-hand")],
  ];
  for (const [given, arn] of rows)
    it(`find the state machine ${given}`, () => {
      const found = names.stateMachine(given);
      assert.equal(found.arn, arn);
      assert.ok(arn.startsWith(found.machine.arn));
    });

  const allowed = "arn, block-a-0000001, block-b-0000002, plainName, refund";
  const wrong: [given: string, message: string][] = [
    ["paymnt", `state machine is 'paymnt'; allowed: ${allowed}`],
    ["queueArn", `state machine is 'queueArn'; allowed: ${allowed}`],
    ["queue", `state machine is 'queue'; allowed: ${allowed}`],
    ["toString", `state machine is 'toString'; allowed: ${allowed}`],
    ["shop-dev", `state machine is 'shop-dev'; allowed: ${allowed}`],
    ["charge", `state machine is 'charge'; allowed: ${allowed}`],
    ["payment-0000000", `state machine is 'payment-0000000'; allowed: ${allowed}`],
    ["block", "state machine is 'block', which 2 are called; allowed: block-a-0000001, block-b-0000002"],
    [arnOf("nothing"), `state machine is '${arnOf("nothing")}'; allowed: ${allowed}`],
  ];
  for (const [given, message] of wrong)
    it(`say which state machines there are instead of ${given}`, () => {
      assert.throws(() => names.stateMachine(given), { name: "UsageError", message });
    });

  it("distinguish what does not exist from what several are called", () => {
    assert.equal(names.findStateMachine("order-7"), undefined);
    assert.throws(() => names.findStateMachine("block"), { name: "UsageError" });
  });

  it("find functions, with the groups that they log to", () => {
    for (const given of ["charge", "chargeFunction", "charge-5d4862f", functionArnOf("charge-5d4862f")])
      assert.equal(names.function(given).logGroup, "/charges", given);
    assert.equal(names.function("payment").logGroup, undefined);
    assert.throws(() => names.function("refund"), {
      name: "UsageError",
      message: "function is 'refund'; allowed: chargeFunction, payment",
    });
  });

  it("say that there is no state machine and no function", () => {
    const none = new StackNames([], {});
    assert.throws(() => none.stateMachine("x"), {
      message: "state machine is 'x'; allowed: none, since the stack has no state machine",
    });
    assert.throws(() => none.function("x"), {
      message: "function is 'x'; allowed: none, since the stack has no function",
    });
  });

  it("list a resource whose output is called as another resource by a name that finds it", () => {
    const crossed = new StackNames(namedResources([machine("a", "a-1"), machine("b", "b-2")]), {
      b: arnOf("a-1"),
      a: arnOf("b-2"),
    });
    assert.deepEqual(crossed.stateMachines(), ["a", "b"]);
    assert.equal(crossed.stateMachine("b").arn, arnOf("a-1"));
  });
});
