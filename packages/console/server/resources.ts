import type { Evaluation, LocalStack, Titles } from "../../local-stack";
import type { QueueView, StackView } from "../api";
import { countsOf } from "./executionRows";
import { inputPaths } from "./inputPaths";
import type { Journal } from "./journal";

type Output = Record<string, unknown>;

/** Calls a service as the stack's administrator. */
export type Call = (service: string, operation: string, input: object) => Promise<Output>;

export const callsOf =
  ({ services }: LocalStack): Call =>
  (service, operation, input) =>
    services.cloud.call(services.cloud.administrator, service, operation, input as Record<string, unknown>);

/** Of one list. */
const MOST_RESOURCES = 1000;
const MOST_REFUSALS = 200;

export async function stackView(
  stack: LocalStack,
  journal: Journal,
  title: Titles,
  program: string,
): Promise<StackView> {
  const { services, evaluation, endpoint, region, name, outputs } = stack;
  const call = callsOf(stack);
  const titleOf = physicalTitles(evaluation);
  const named = (list: unknown): { name: string; title: string }[] =>
    (list as string[])
      .slice(0, MOST_RESOURCES)
      .map((each) => ({ name: each, title: titleOf.get(each) ?? each }));
  const [tables, buckets, topics, queues] = await Promise.all([
    call("dynamodb", "ListTables", {}),
    call("s3", "ListBuckets", {}),
    call("sns", "ListTopics", {}),
    queueViews(call, titleOf),
  ]);
  const counts = countsOf(services.stepFunctions.executions());
  return {
    name,
    program,
    endpoint,
    region,
    accountId: services.cloud.accountId,
    machines: services.stepFunctions.stateMachines().map(({ arn, name, type, revision }) => ({
      arn,
      name,
      title: title(arn),
      type,
      ...commentOf(revision.definition),
      counts: counts.get(arn) ?? {},
      inputPaths: inputPaths(revision.definition),
    })),
    functions: services.lambda.functions.list().map(({ name, arn }) => ({ name, title: title(arn), arn })),
    tables: named(tables.TableNames),
    queues,
    buckets: named((buckets.Buckets as { Name: string }[]).map(({ Name }) => Name)),
    topics: named(
      (topics.Topics as { TopicArn: string }[]).map(({ TopicArn }) => TopicArn.split(":").at(-1)),
    ),
    outputs: Object.entries(outputs).map(([output, value]) => {
      const secret = evaluation!.secretOutputs.includes(output);
      return { name: output, value, secret };
    }),
    refusals: stack.refusals.slice(-MOST_REFUSALS).map(({ time, message, enforced, missingStatement }) => ({
      time,
      message,
      enforced,
      ...(missingStatement && { statement: JSON.stringify(missingStatement, null, 2) }),
    })),
    ...(journal.deployment && { deployment: journal.deployment }),
  };
}

const commentOf = (definition: string): { comment?: string } => {
  const { Comment } = JSON.parse(definition) as { Comment?: unknown };
  return typeof Comment === "string" ? { comment: Comment } : {};
};

/** By the name in AWS: the name of the resource in the program. */
function physicalTitles(evaluation: Evaluation | undefined): ReadonlyMap<string, string> {
  const named = (evaluation?.resources ?? []).flatMap(({ name, outputs }): [string, string][] => {
    const physical = outputs?.name ?? outputs?.bucket;
    return typeof physical === "string" ? [[physical, name]] : [];
  });
  return new Map(named);
}

async function queueViews(call: Call, titleOf: ReadonlyMap<string, string>): Promise<QueueView[]> {
  const { QueueUrls = [] } = (await call("sqs", "ListQueues", { MaxResults: MOST_RESOURCES })) as {
    QueueUrls?: string[];
  };
  const attributes = await Promise.all(
    QueueUrls.map(async (QueueUrl) => {
      const { Attributes = {} } = await call("sqs", "GetQueueAttributes", {
        QueueUrl,
        AttributeNames: ["All"],
      });
      return { name: QueueUrl.split("/").at(-1)!, ...(Attributes as Record<string, string>) } as Record<
        string,
        string
      > & { name: string };
    }),
  );
  return attributes.map(
    ({ name, QueueArn, ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible }) => ({
      name,
      title: titleOf.get(name) ?? name,
      messages: Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible),
      deadLettersOf: attributes
        .filter(
          ({ RedrivePolicy }) => RedrivePolicy && JSON.parse(RedrivePolicy).deadLetterTargetArn === QueueArn,
        )
        .map((other) => titleOf.get(other.name) ?? other.name),
    }),
  );
}
