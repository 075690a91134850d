import assert from "node:assert/strict";
import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  paginateListStateMachines,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from "@aws-sdk/client-sfn";
import { executionArn, failsWith, machineArn, PASS, ROLE, type TestCloud, testCloud, WAIT } from "./support";

const definition = JSON.stringify(PASS);

describe("state machines through the port", () => {
  let test: TestCloud;
  before(async () => {
    test = await testCloud();
  });
  after(() => test.close());

  const create = (name: string, extra: object = {}) =>
    test.client.send(new CreateStateMachineCommand({ name, definition, roleArn: ROLE, ...extra }));
  const describe_ = (name: string) =>
    test.client.send(new DescribeStateMachineCommand({ stateMachineArn: machineArn(name) }));

  it("creates and describes, with AWS's defaults", async () => {
    const { stateMachineArn, creationDate } = await create("orders");
    assert.equal(stateMachineArn, machineArn("orders"));
    const { $metadata: _, ...description } = await describe_("orders");
    assert.deepEqual(description, {
      stateMachineArn,
      name: "orders",
      status: "ACTIVE",
      type: "STANDARD",
      creationDate,
      definition,
      roleArn: ROLE,
      loggingConfiguration: { level: "OFF", includeExecutionData: false },
      tracingConfiguration: { enabled: false },
      encryptionConfiguration: { type: "AWS_OWNED_KEY" },
    });
  });

  it("creates the same state machine again, but no other with that name", async () => {
    const first = await create("twice");
    assert.deepEqual((await create("twice")).creationDate, first.creationDate);
    const taken = failsWith(
      "StateMachineAlreadyExists",
      `State Machine Already Exists: '${machineArn("twice")}'`,
    );
    await assert.rejects(create("twice", { type: "EXPRESS" }), taken);
    await assert.rejects(create("twice", { definition: JSON.stringify(WAIT) }), taken);
  });

  it("gives every changed revision an id, and none for an update that changes nothing", async () => {
    await create("revised");
    const update = (input: object) =>
      test.client.send(new UpdateStateMachineCommand({ stateMachineArn: machineArn("revised"), ...input }));
    assert.equal((await update({ definition })).revisionId, undefined);
    const { revisionId } = await update({ definition: JSON.stringify(WAIT) });
    assert.ok(revisionId);
    assert.equal((await describe_("revised")).revisionId, revisionId);
    assert.equal((await describe_("revised")).roleArn, ROLE);
    await assert.rejects(update({}), failsWith("MissingRequiredParameter", /^Either the definition/));
  });

  it("lists page by page in the order of creation", async () => {
    const names: (string | undefined)[] = [];
    const pages = paginateListStateMachines({ client: test.client, pageSize: 1 }, {});
    for await (const { stateMachines = [] } of pages) names.push(...stateMachines.map(({ name }) => name));
    assert.deepEqual(names.slice(0, 3), ["orders", "twice", "revised"]);
  });

  it("rejects invalid definitions, naming the location", async () => {
    const refused = (text: string, pattern: RegExp) =>
      assert.rejects(create("bad", { definition: text }), failsWith("InvalidDefinition", pattern));
    await refused(
      '{"StartAt":"A"}',
      /^Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: .*States.* at \/'$/,
    );
    await refused("{", /^Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION/);
    await refused(
      "[]",
      /^Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object at null'$/,
    );
    await refused('{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"}}}', /MISSING_TRANSITION_TARGET/);
    const { result, diagnostics = [] } = await test.client.send(
      new ValidateStateMachineDefinitionCommand({ definition: '{"StartAt":"A"}' }),
    );
    assert.equal(result, "FAIL");
    assert.equal(diagnostics[0]?.code, "SCHEMA_VALIDATION_FAILED");
    const fine = await test.client.send(new ValidateStateMachineDefinitionCommand({ definition }));
    assert.deepEqual([fine.result, fine.diagnostics, fine.truncated], ["OK", [], false]);
  });

  it("validates with warnings where they are asked for, and as many diagnostics as are wanted", async () => {
    const validate = async (States: object, extra: object = {}) => {
      const text = JSON.stringify({ StartAt: "A", States });
      const answer = await test.client.send(
        new ValidateStateMachineDefinitionCommand({ definition: text, ...extra }),
      );
      const codes = answer.diagnostics?.map(({ severity, code }) => `${severity} ${code}`);
      return [answer.result, codes, answer.truncated] as const;
    };
    const suspicious = { A: { Type: "Pass", Result: { "b.$": "$.c" }, End: true } };
    assert.deepEqual(await validate(suspicious), ["OK", [], false]);
    assert.deepEqual(await validate(suspicious, { severity: "WARNING" }), [
      "OK",
      ["WARNING PASS_RESULT_IS_STATIC"],
      false,
    ]);
    const broken = { A: { Type: "Pass", Next: "B" }, C: { Type: "Pass", Next: "D" } };
    const [result, codes, truncated] = await validate(broken, { maxResults: 1 });
    assert.deepEqual([result, codes?.length, truncated], ["FAIL", 1, true]);
    const express = {
      A: { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken", End: true },
    };
    assert.equal((await validate(express))[0], "OK");
    assert.equal((await validate(express, { type: "EXPRESS" }))[0], "FAIL");
    await assert.rejects(
      validate({}, { maxResults: 101 }),
      failsWith("ValidationException", /'maxResults'.* less than or equal to 100/),
    );
  });

  it("rejects configurations that contradict themselves", async () => {
    const refused = (extra: object, name: string, pattern: RegExp) =>
      assert.rejects(create("odd", extra), failsWith(name, pattern));
    await refused(
      { loggingConfiguration: { level: "ALL" } },
      "InvalidLoggingConfiguration",
      /exactly one Log Destination/,
    );
    await refused(
      { encryptionConfiguration: { type: "CUSTOMER_MANAGED_KMS_KEY" } },
      "InvalidEncryptionConfiguration",
      /KmsKeyId must be provided/,
    );
    await refused({ versionDescription: "v" }, "ValidationException", /Version description can only be set/);
    await refused({ name: "a b" }, "InvalidName", /a b/);
    await refused({ roleArn: "role" }, "InvalidArn", /Invalid Role Arn: role/);
  });

  it("deletes once nothing is running; running executions end with their next transition", async () => {
    const loop = {
      StartAt: "Hold",
      States: {
        Hold: { Type: "Wait", Seconds: 60, Next: "Again" },
        Again: { Type: "Wait", Seconds: 60, End: true },
      },
    };
    const held = await test.create("deleted", loop);
    const arn = executionArn("deleted", "run");
    const release = test.clock.hold();
    await test.call("StartExecution", { stateMachineArn: held, name: "run" });
    await test.call("DeleteStateMachine", { stateMachineArn: held });
    assert.equal((await describe_("deleted")).status, "DELETING");
    await assert.rejects(
      test.call("StartExecution", { stateMachineArn: held }),
      failsWith("StateMachineDeleting", /deleted/),
    );
    release();
    await test.service.execution(arn)?.ended;
    assert.equal(test.service.execution(arn)?.status, "ABORTED");
    await assert.rejects(describe_("deleted"), failsWith("StateMachineDoesNotExist", /deleted/));
    await test.call("DeleteStateMachine", { stateMachineArn: held });
    await create("deleted");
  });

  it("tags", async () => {
    const resourceArn = await test.create("tagged", PASS, { tags: [{ key: "a", value: "1" }] });
    await test.call("TagResource", {
      resourceArn,
      tags: [
        { key: "a", value: "2" },
        { key: "b", value: "3" },
      ],
    });
    await test.call("UntagResource", { resourceArn, tagKeys: ["b", "c"] });
    assert.deepEqual(await test.call("ListTagsForResource", { resourceArn }), {
      tags: [{ key: "a", value: "2" }],
    });
    const many = Array.from({ length: 50 }, (_, index) => ({ key: `k${index}`, value: "" }));
    await assert.rejects(
      test.call("TagResource", { resourceArn, tags: many }),
      failsWith("TooManyTags", /tagged/),
    );
    const missing = machineArn("untagged");
    await assert.rejects(
      test.call("ListTagsForResource", { resourceArn: missing }),
      failsWith("ResourceNotFound", `Resource not found: '${missing}'`),
    );
  });
});
