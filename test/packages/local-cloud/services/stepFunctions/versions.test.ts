import assert from "node:assert/strict";
import { executionArn, failsWith, machineArn, PASS, type TestCloud, testCloud, WAIT } from "./support";

describe("versions and aliases", () => {
  let test: TestCloud;
  let random = 0;
  const arn = machineArn("m");
  before(async () => {
    test = await testCloud({ random: () => random });
    await test.create("m", PASS, { publish: true, versionDescription: "one" });
    await test.call("UpdateStateMachine", {
      stateMachineArn: arn,
      definition: JSON.stringify(WAIT),
      publish: true,
    });
  });
  after(() => test.close());

  const routes = (one: number, two: number) => [
    { stateMachineVersionArn: `${arn}:1`, weight: one },
    { stateMachineVersionArn: `${arn}:2`, weight: two },
  ];

  it("publishes a revision once, the latest version first in the list", async () => {
    const again = await test.call("PublishStateMachineVersion", { stateMachineArn: arn });
    assert.equal(again.stateMachineVersionArn, `${arn}:2`);
    const { stateMachineVersions } = await test.call("ListStateMachineVersions", { stateMachineArn: arn });
    const listed = (stateMachineVersions as { stateMachineVersionArn: string }[]).map(
      (version) => version.stateMachineVersionArn,
    );
    assert.deepEqual(listed, [`${arn}:2`, `${arn}:1`]);
    const first = await test.call("DescribeStateMachine", { stateMachineArn: `${arn}:1` });
    assert.deepEqual([first.definition, first.description], [JSON.stringify(PASS), "one"]);
  });

  it("rejects publishing a revision other than the current one", async () => {
    await assert.rejects(
      test.call("PublishStateMachineVersion", { stateMachineArn: arn, revisionId: "INITIAL" }),
      failsWith(
        "ConflictException",
        /^Failed to publish the State Machine version for revision INITIAL\. The current/,
      ),
    );
  });

  it("routes an alias's executions by weight, and lists them by alias and version", async () => {
    await test.call("CreateStateMachineAlias", { name: "live", routingConfiguration: routes(30, 70) });
    const start = async (name: string, n: number) => {
      random = n;
      await test.call("StartExecution", { stateMachineArn: `${arn}:live`, name });
      return test.call("DescribeExecution", { executionArn: executionArn("m", name) });
    };
    const low = await start("low", 0.299);
    const high = await start("high", 0.3);
    assert.deepEqual([low.stateMachineVersionArn, low.stateMachineAliasArn], [`${arn}:1`, `${arn}:live`]);
    assert.equal(high.stateMachineVersionArn, `${arn}:2`);
    assert.equal(low.stateMachineArn, arn);
    const names = async (stateMachineArn: string) => {
      const { executions } = await test.call("ListExecutions", { stateMachineArn });
      return (executions as { name: string }[]).map(({ name }) => name);
    };
    assert.deepEqual(await names(`${arn}:live`), ["high", "low"]);
    assert.deepEqual(await names(`${arn}:1`), ["low"]);
    const started = test.service.execution(executionArn("m", "low"))?.events[0]?.executionStartedEventDetails;
    assert.equal((started as { stateMachineAliasArn: string }).stateMachineAliasArn, `${arn}:live`);
  });

  it("creates the same alias again, changes and deletes it", async () => {
    await test.call("CreateStateMachineAlias", { name: "beta", routingConfiguration: routes(100, 0) });
    await test.call("CreateStateMachineAlias", { name: "beta", routingConfiguration: routes(100, 0) });
    await assert.rejects(
      test.call("CreateStateMachineAlias", { name: "beta", routingConfiguration: routes(0, 100) }),
      failsWith("ConflictException", /an alias with the same name and a different routing configuration/),
    );
    const stateMachineAliasArn = `${arn}:beta`;
    await test.call("UpdateStateMachineAlias", { stateMachineAliasArn, routingConfiguration: routes(1, 99) });
    const described = await test.call("DescribeStateMachineAlias", { stateMachineAliasArn });
    assert.deepEqual([described.name, described.routingConfiguration], ["beta", routes(1, 99)]);
    await assert.rejects(
      test.call("DeleteStateMachineVersion", { stateMachineVersionArn: `${arn}:1` }),
      failsWith("ConflictException", /Current list of aliases referencing this version: \[live, beta\]/),
    );
    await test.call("DeleteStateMachineAlias", { stateMachineAliasArn });
    const { stateMachineAliases } = await test.call("ListStateMachineAliases", { stateMachineArn: arn });
    assert.equal((stateMachineAliases as unknown[]).length, 1);
    await assert.rejects(
      test.call("DescribeStateMachineAlias", { stateMachineAliasArn }),
      failsWith("ResourceNotFound", `Resource not found: '${stateMachineAliasArn}'`),
    );
  });

  const badRoutes: [string, object[], string, RegExp][] = [
    [
      "weights that are not 100 together",
      routes(30, 60),
      "ValidationException",
      /must equal 100\. Received: 90/,
    ],
    [
      "the same version twice",
      [routes(50, 50)[0] ?? {}, routes(50, 50)[0] ?? {}],
      "ValidationException",
      /distinct state machine version ARNs/,
    ],
    [
      "a version that does not exist",
      [{ stateMachineVersionArn: `${arn}:9`, weight: 100 }],
      "ResourceNotFound",
      /m:9/,
    ],
  ];
  for (const [what, routingConfiguration, name, pattern] of badRoutes) {
    it(`rejects ${what}`, async () => {
      await assert.rejects(
        test.call("CreateStateMachineAlias", { name: "bad", routingConfiguration }),
        failsWith(name, pattern),
      );
    });
  }

  it("never reuses a number", async () => {
    await test.create("numbers", PASS, { publish: true });
    const stateMachineArn = machineArn("numbers");
    await test.call("DeleteStateMachineVersion", { stateMachineVersionArn: `${stateMachineArn}:1` });
    const { stateMachineVersionArn } = await test.call("PublishStateMachineVersion", { stateMachineArn });
    assert.equal(stateMachineVersionArn, `${stateMachineArn}:2`);
  });
});
