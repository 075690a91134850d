import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "./account";
import { dashboardBody } from "./dashboardBody";
import type { InlineFunction } from "./inlineFunction";
import { defaultOperations, type Operations } from "./operations";
import type { Workflow } from "./workflow";
import type { WorkQueue } from "./workQueue";

/** The arguments of {@link createDashboard}: what the dashboard shows. The keys of each record are the names shown for it. */
export interface DashboardArgs {
  workflow: Workflow;
  /** The workflows that it starts. */
  inner?: Record<string, Workflow>;
  functions?: Record<string, InlineFunction<never>>;
  queues?: Record<string, WorkQueue>;
  tables?: Record<string, aws.dynamodb.Table>;
  restApi?: { restApi: aws.apigateway.RestApi; stage: aws.apigateway.Stage };
  graphqlApi?: aws.appsync.GraphQLApi;
  /** `dashboards` determines whether there is one. Default: {@link defaultOperations}. */
  operations?: Pick<Partial<Operations>, "dashboards">;
}

/**
 * Creates a CloudWatch dashboard of a component's resources, and of their alarms, with `operations.dashboards`. It is called
 * `PROJECT-STACK-NAME`: CloudWatch requires a name that is unique in the account, over all regions.
 *
 * @returns undefined without `operations.dashboards`
 */
export function createDashboard(
  name: string,
  args: DashboardArgs,
  { parent }: { parent: pulumi.Resource },
): aws.cloudwatch.Dashboard | undefined {
  const { workflow, inner = {}, functions = {}, queues = {}, tables = {}, restApi, graphqlApi } = args;
  if (!{ ...defaultOperations, ...args.operations }.dashboards) return undefined;
  const alarmed = [workflow, ...Object.values(inner), ...Object.values(functions)];
  const alarms = [
    ...alarmed.flatMap((component) => component.alarms),
    ...Object.values(queues).flatMap(({ alarm, ageAlarm }) => [alarm ?? [], ageAlarm ?? []].flat()),
  ];
  const shown = pulumi.output({
    region: accountOf(parent).region,
    stateMachines: [[name, workflow] as const, ...Object.entries(inner)].map(([title, { stateMachine }]) => ({
      title,
      arn: stateMachine.arn,
    })),
    functions: mapValues(functions, (each) => each.function.name),
    queues: mapValues(queues, ({ queue, deadLetterQueue }) => ({
      name: queue.name,
      deadLetterName: deadLetterQueue.name,
    })),
    tables: mapValues(tables, (table) => table.name),
    restApi: restApi && { name: restApi.restApi.name, stage: restApi.stage.stageName },
    graphqlApi: graphqlApi && { id: graphqlApi.id },
    alarms: alarms.map(({ arn }) => arn),
  });
  return new aws.cloudwatch.Dashboard(
    `${name}-dashboard`,
    {
      dashboardName: dashboardName(pulumi.getProject(), pulumi.getStack(), name),
      dashboardBody: shown.apply((resolved) => JSON.stringify(dashboardBody(resolved))),
    },
    { parent },
  );
}

/** Letters, digits, hyphens and underscores, which are all that CloudWatch allows. */
const dashboardName = (...parts: string[]) => parts.join("-").replaceAll(/[^\w-]/g, "-");

const mapValues = <T, R>(record: Record<string, T>, map: (value: T) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
