import assert from "node:assert/strict";
import { CloudClock } from "../../../../../packages/local-cloud/aws/clock";
import { type LocalServices, startLocalServices } from "../../../../../packages/local-cloud/localCloud";
import { putRole } from "../../models/scenarios/scenario";

const GROUP = "/aws/vendedlogs/states/pay";
const ARN = `arn:aws:logs:us-east-1:123456789012:log-group:${GROUP}:*`;
const DEFINITION = {
  StartAt: "Check",
  States: {
    Check: { Type: "Pass", Result: { secret: "x" }, Next: "Refuse" },
    Refuse: { Type: "Fail", Error: "Declined", Cause: "no funds" },
  },
};

interface Record {
  id: string;
  type: string;
  details: { input?: string; output?: string; error?: string; name?: string };
  redrive_count: string;
  previous_event_id: string;
  event_timestamp: string;
  execution_arn: string;
}

describe("executions in the log group of their state machine", () => {
  let services: LocalServices;
  beforeEach(async () => {
    services = await startLocalServices({
      clock: new CloudClock(),
      onError: (error) => assert.fail(String(error)),
    });
    services.logs.createLogGroup(GROUP);
  });
  afterEach(() => services.close());

  const call = (operation: string, input: object) => {
    const { cloud } = services;
    return cloud.call(cloud.administrator, "states", operation, input) as Promise<{ [name: string]: string }>;
  };
  const create = async (logging: object, type = "STANDARD"): Promise<string> => {
    const { stateMachineArn } = await call("CreateStateMachine", {
      name: `pay-${type}`,
      definition: JSON.stringify(DEFINITION),
      roleArn: putRole(services, "states"),
      type,
      loggingConfiguration: {
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: ARN } }],
        ...logging,
      },
    });
    return stateMachineArn!;
  };
  const run = async (stateMachineArn: string): Promise<string> => {
    const { executionArn } = await call("StartExecution", { stateMachineArn, input: '{"a":1}' });
    await services.stepFunctions.execution(executionArn!)!.ended;
    return executionArn!;
  };
  const records = (): Record[] => services.logs.events(GROUP).map(({ message }) => JSON.parse(message));

  it("are logged with every event and its data", async () => {
    const executionArn = await run(await create({ level: "ALL", includeExecutionData: true }));
    const logged = records();
    assert.deepEqual(
      logged.map(({ id, type, previous_event_id }) => [id, type, previous_event_id]),
      [
        ["1", "ExecutionStarted", "0"],
        ["2", "PassStateEntered", "0"],
        ["3", "PassStateExited", "2"],
        ["4", "FailStateEntered", "3"],
        ["5", "ExecutionFailed", "4"],
      ],
    );
    const [started, , exited, , failed] = logged;
    assert.equal(started!.details.input, '{"a":1}');
    assert.equal(exited!.details.output, '{"secret":"x"}');
    assert.equal(failed!.details.error, "Declined");
    assert.deepEqual([failed!.execution_arn, failed!.redrive_count], [executionArn, "0"]);
    assert.match(failed!.event_timestamp, /^\d{13}$/);
  });

  it("are logged without their data by default", async () => {
    await run(await create({ level: "ALL" }));
    assert.equal(records().length, 5);
    const text = JSON.stringify(records());
    assert.ok(!text.includes("secret") && !/"(input|output)/.test(text), text);
  });

  for (const [level, types] of [
    ["ERROR", ["FailStateEntered", "ExecutionFailed"]],
    ["FATAL", ["ExecutionFailed"]],
  ] as const)
    it(`are logged by the level ${level}`, async () => {
      await run(await create({ level }));
      assert.deepEqual(
        records().map(({ type }) => type),
        types,
      );
    });

  it("are logged where they are Express, and not at all when the group is gone", async () => {
    const machine = await create({ level: "FATAL" }, "EXPRESS");
    await run(machine);
    assert.match(records()[0]!.execution_arn, /:express:pay-EXPRESS:/);
    services.logs.deleteLogGroup(GROUP);
    await run(machine);
    assert.equal(services.logs.hasLogGroup(GROUP), false);
  });

  it("are not logged at the level OFF", async () => {
    await run(await create({ level: "OFF" }));
    assert.deepEqual(records(), []);
  });
});
