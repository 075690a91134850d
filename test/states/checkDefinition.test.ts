import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import {
  checkDefinition,
  DefinitionError,
  definitionFromJson,
  lambdaInvoke,
  stateMachine,
} from "../../states";

const OWNER = { component: "BookingWorkflow", name: "booking" };

const problemsOf = (definition: object, type?: "STANDARD" | "EXPRESS"): readonly string[] => {
  try {
    checkDefinition(definitionFromJson(definition), { ...OWNER, type });
    return [];
  } catch (error) {
    assert.ok(error instanceof DefinitionError, String(error));
    return error.problems;
  }
};

describe("checkDefinition", () => {
  it("accepts a good definition, whatever its outputs are", () => {
    const text = pulumi.output("text");
    const definition = stateMachine({
      Comment: text,
      QueryLanguage: "JSONata",
      StartAt: "A",
      TimeoutSeconds: Promise.resolve(1),
      States: {
        A: lambdaInvoke(
          { FunctionName: text, Payload: { deep: [text] } },
          { TimeoutSeconds: pulumi.output(1), HeartbeatSeconds: pulumi.output(1), Output: text, Next: "B" },
        ),
        B: { Type: "Fail", Error: text, Cause: Promise.resolve("cause") },
      },
    });
    checkDefinition(definition, OWNER);
  });

  it("returns warnings of paths that AWS reads in another way than they look", () => {
    const pass = { Type: "Pass", Parameters: { "last.$": "$.list[-1]" }, End: true };
    const definition = definitionFromJson({ StartAt: "A", States: { A: pass } });
    assert.deepEqual(checkDefinition(definition, OWNER), [
      `state "A", field Parameters: In the path '$.list[-1]', the index -1 is out of bounds of every array, and fails the execution; write '[(@.length-1)]' for the last item`,
    ]);
    const good = definitionFromJson({ StartAt: "A", States: { A: { Type: "Succeed" } } });
    assert.deepEqual(checkDefinition(good, OWNER), []);
  });

  it("names the component, the state, the field, what is wrong and what is allowed", () => {
    const definition = {
      StartAt: "A",
      States: { A: { Type: "Pass", Next: "Ship" }, B: { Type: "Succeed" } },
    };
    assert.throws(() => checkDefinition(definitionFromJson(definition), OWNER), {
      name: "DefinitionError",
      message: [
        "BookingWorkflow 'booking': its state machine definition is invalid:",
        `  - state "A", field Next: Missing 'Next' target: Ship (there are: A, B)`,
        `  - state "B": State "B" is not reachable.`,
      ].join("\n"),
    });
  });

  it("finds a state within Map and Parallel, and in its own names", () => {
    const inner = (state: object) => ({ StartAt: "X", States: { X: state } });
    const problems = problemsOf({
      StartAt: "a/b",
      States: {
        "a/b": {
          Type: "Map",
          ItemProcessor: inner({
            Type: "Parallel",
            Branches: [
              { StartAt: "P", States: { P: { Type: "Pass", Next: "Q" } } },
              { StartAt: "States/R", States: { "States/R": { Type: "Pass", Next: "S" } } },
            ],
            End: true,
          }),
          End: true,
        },
      },
    });
    const expected = [
      `state "a/b › X › P", field Next: Missing 'Next' target: Q (there are: P)`,
      `state "a/b › X › States/R", field Next: Missing 'Next' target: S (there are: States/R)`,
    ];
    for (const problem of expected)
      assert.ok(problems.includes(problem), `${problem}\n${problems.join("\n")}`);
  });

  it("names a StartAt that names nothing, also within a Map", () => {
    const map = (StartAt: string) => ({
      StartAt: "M",
      States: {
        M: { Type: "Map", ItemProcessor: { StartAt, States: { X: { Type: "Succeed" } } }, End: true },
      },
    });
    assert.deepEqual(problemsOf(map("X")), []);
    assert.match(
      problemsOf(map("Y"))[0]!,
      /^state "M", field ItemProcessor\/StartAt: Missing 'Next' target: Y \(there are: X\)/,
    );
    assert.match(
      problemsOf({ StartAt: "Y", States: { X: { Type: "Succeed" } } })[0]!,
      /^field StartAt: Missing 'Next' target: Y \(there are: X\)/,
    );
  });

  it("checks strictly, and by the type of the state machine", () => {
    const callback = {
      QueryLanguage: "JSONata",
      StartAt: "A",
      States: {
        A: {
          Type: "Task",
          Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
          Arguments: { QueueUrl: "url", MessageBody: "{% $states.context.Task.Token %}" },
          End: true,
        },
      },
    };
    assert.deepEqual(problemsOf(callback), []);
    assert.match(problemsOf(callback, "EXPRESS")[0]!, /^state "A", field Resource: Express state machine/);
    callback.States.A.Arguments.MessageBody = "{% $undefinedVariable %}";
    const problems = problemsOf(callback).join("\n");
    assert.match(problems, /\$undefinedVariable/);
    assert.match(problems, /[Tt]oken/);
  });
});
