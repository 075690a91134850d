import type { Execution, LocalServices } from "../../packages/local-cloud";

/** A stack that is deployed to a local cloud. */
export interface DeployedStack {
  services: LocalServices;
  outputs: Record<string, unknown>;
}

/** Calls an AWS service as the administrator of the local cloud. */
export const callAws = (
  { services: { cloud } }: Pick<DeployedStack, "services">,
  service: string,
  operation: string,
  input: object,
): Promise<Record<string, unknown>> => cloud.call(cloud.administrator, service, operation, input);

/** Starts an execution as the administrator. */
export async function startExecution(
  stack: DeployedStack,
  stateMachineArn: unknown,
  input: { name?: string; input?: string } = {},
): Promise<Execution> {
  const { executionArn } = await callAws(stack, "states", "StartExecution", { stateMachineArn, ...input });
  return stack.services.stepFunctions.execution(String(executionArn))!;
}

/** The ARN of an execution, from that of its state machine or of an alias of it. */
export function executionArnOf(stateMachineArn: string, name: string): string {
  const [prefix, machine] = stateMachineArn.split(":stateMachine:");
  return `${prefix}:execution:${machine!.split(":")[0]}:${name}`;
}

/** An item in DynamoDB's JSON. */
export type Item = Record<string, { S?: string; N?: string; BOOL?: boolean }>;

/** Every item of a table. */
export async function itemsOf(stack: Pick<DeployedStack, "services">, TableName: string): Promise<Item[]> {
  const items: Item[] = [];
  const token = { output: "LastEvaluatedKey", input: "ExclusiveStartKey" };
  for await (const page of pagesOf(stack, "dynamodb", "Scan", { TableName, ConsistentRead: true }, token))
    items.push(...(page.Items as Item[]));
  return items;
}

/** The keys of every object in a bucket. */
export async function keysOf(stack: Pick<DeployedStack, "services">, Bucket: string): Promise<string[]> {
  const keys: string[] = [];
  const token = { output: "NextContinuationToken", input: "ContinuationToken" };
  for await (const page of pagesOf(stack, "s3", "ListObjectsV2", { Bucket }, token))
    keys.push(...((page.Contents ?? []) as { Key: string }[]).map(({ Key }) => Key));
  return keys;
}

async function* pagesOf(
  stack: Pick<DeployedStack, "services">,
  service: string,
  operation: string,
  input: object,
  token: { output: string; input: string },
): AsyncIterable<Record<string, unknown>> {
  let next: unknown;
  do {
    const page = await callAws(stack, service, operation, {
      ...input,
      ...(next === undefined ? {} : { [token.input]: next }),
    });
    yield page;
    next = page[token.output];
  } while (next !== undefined);
}
