import type { LocalServices } from "../../local-cloud";
import type { Deployment } from "../deploy/deployment";

/** Takes back what executions, functions and tests have done since the deployment: see `LocalStack.reset`. */
export async function reset(services: LocalServices, deployment: Deployment): Promise<void> {
  const { clock, faults, eventBridge, stepFunctions, lambda, sqs, s3, sns, logs, cloud } = services;
  // Executions that end now are no events that start others.
  await eventBridge.quiet(async () => {
    await stepFunctions.reset();
    await lambda.reset();
    await clock.whenIdle();
  });
  sqs.reset();
  await emptyTables(services);
  s3.reset();
  await deployment.restoreContents();
  sns.forgetPublications();
  logs.reset();
  faults.reset();
  await clock.whenIdle();
  cloud.iam.refusals.length = 0;
}

type Output = Record<string, unknown>;
type Call = (service: string, operation: string, input: object) => Promise<Output>;

const callsOf =
  ({ cloud }: LocalServices): Call =>
  (service, operation, input) =>
    cloud.call(cloud.administrator, service, operation, input);

/** The most that BatchWriteItem deletes. */
const BATCH = 25;

async function emptyTables(services: LocalServices): Promise<void> {
  const call = callsOf(services);
  const tables = await pages(call, "ListTables", {}, "LastEvaluatedTableName", "ExclusiveStartTableName");
  for (const TableName of tables.flatMap(({ TableNames }) => TableNames as string[])) {
    const { Table } = await call("dynamodb", "DescribeTable", { TableName });
    const names = (Table as { KeySchema: { AttributeName: string }[] }).KeySchema.map(
      ({ AttributeName }) => AttributeName,
    );
    const scan = { TableName, ConsistentRead: true };
    for (const { Items } of await pages(call, "Scan", scan, "LastEvaluatedKey", "ExclusiveStartKey")) {
      const requests = (Items as Output[]).map((item) => ({
        DeleteRequest: { Key: Object.fromEntries(names.map((name) => [name, item[name]])) },
      }));
      for (let start = 0; start < requests.length; start += BATCH)
        await call("dynamodb", "BatchWriteItem", {
          RequestItems: { [TableName]: requests.slice(start, start + BATCH) },
        });
    }
  }
}

/** The pages of a DynamoDB operation. */
async function pages(
  call: Call,
  operation: string,
  input: object,
  last: string,
  start: string,
): Promise<Output[]> {
  const found: Output[] = [];
  let from: unknown;
  do {
    const page = await call("dynamodb", operation, {
      ...input,
      ...(from !== undefined && { [start]: from }),
    });
    found.push(page);
    from = page[last];
  } while (from !== undefined);
  return found;
}
