import { CloudClock, LocalCloud, StepFunctionsService } from "../../packages/local-cloud";
import type { GrowthRow } from "./growth";

const MEASURED_AFTER = [0, 1_000, 10_000, 20_000, 50_000, 100_000];
const DEFINITION = {
  QueryLanguage: "JSONata",
  StartAt: "Price",
  States: {
    Price: { Type: "Pass", Output: { total: "{% $states.input.price * 2 %}" }, Next: "Dear" },
    Dear: {
      Type: "Choice",
      Choices: [{ Condition: "{% $states.input.total > 10 %}", Next: "Done" }],
      Default: "Done",
    },
    Done: { Type: "Succeed" },
  },
};

/** Runs executions one after another in this process through the service's API, and prints the rows. */
async function main(): Promise<void> {
  const clock = new CloudClock();
  const cloud = new LocalCloud({
    clock,
    onError: (error) => {
      throw error;
    },
  });
  const service = new StepFunctionsService({ cloud, clock });
  cloud.register(service);
  const call = (operation: string, input: object) =>
    cloud.call(cloud.administrator, "states", operation, input);
  const roleArn = cloud.iam.registry.putRole({
    name: "machine",
    assumeRolePolicy: {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" },
      ],
    },
    inlinePolicies: {},
  }).arn;
  const definition = JSON.stringify(DEFINITION);
  const { stateMachineArn } = await call("CreateStateMachine", { name: "small", definition, roleArn });
  const rows: GrowthRow[] = [];
  let executions = 0;
  for (const wanted of MEASURED_AFTER) {
    for (; executions < wanted; executions++) {
      const started = await call("StartExecution", { stateMachineArn, input: `{"price":${executions}}` });
      await service.execution(String(started.executionArn))?.ended;
    }
    rows.push({ executions, heapMB: heapMB(), retained: service.executions().length });
  }
  process.stdout.write(JSON.stringify(rows));
  await cloud.close();
  clock.close();
}

function heapMB(): number {
  if (!gc) throw new Error("Run this with --expose-gc.");
  gc();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

void main();
