import * as fs from "node:fs";
import * as path from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../shared/account";
import type { ApiAuthorization } from "../shared/apiAuthorization";
import type { InlineFunction } from "../shared/inlineFunction";
import type { Operations } from "../shared/operations";
import { createServiceRole, type ServiceTrust } from "../shared/serviceRole";

/** The functions that resolve the fields of the schema's types. */
export type FieldResolvers = Record<"Query" | "Mutation", Record<string, InlineFunction<never>>>;

export interface BookingApiArgs {
  authorization: ApiAuthorization;
  resolvers: FieldResolvers;
  /** Whether clients may query the schema. */
  introspection: boolean;
  /** How deep a query may go. */
  queryDepthLimit: number;
  operations: Operations;
  account: Account;
}

export interface BookingApi {
  api: aws.appsync.GraphQLApi;
  apiKey?: aws.appsync.ApiKey;
}

const SCHEMA = path.join(__dirname, "../../graphql/schema.graphql");

/** How many resolvers one request may invoke. */
const RESOLVER_COUNT_LIMIT = 20;

const APPSYNC_TRUST: ServiceTrust = {
  service: "appsync.amazonaws.com",
  source: { service: "appsync", resource: "apis/*" },
};

/** An AppSync API whose fields are resolved directly by Lambda functions, without mapping templates. */
export function createBookingApi(name: string, args: BookingApiArgs, parent: pulumi.Resource): BookingApi {
  const { authorization, operations, account } = args;
  const { partition, region, accountId } = account;
  const logs = createServiceRole(
    `${name}-api-logs`,
    APPSYNC_TRUST,
    [
      {
        Sid: "WriteLogs",
        Effect: "Allow",
        Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [
          pulumi.interpolate`arn:${partition}:logs:${region}:${accountId}:log-group:/aws/appsync/apis/*`,
        ],
      },
    ],
    account,
    parent,
  );
  const api = new aws.appsync.GraphQLApi(
    `${name}-api`,
    {
      authenticationType: authorization,
      schema: fs.readFileSync(SCHEMA, "utf8"),
      xrayEnabled: true,
      logConfig: {
        cloudwatchLogsRoleArn: logs.role.arn,
        fieldLogLevel: operations.logLevel === "ALL" ? "ALL" : "ERROR",
        excludeVerboseContent: !operations.includeExecutionData,
      },
      introspectionConfig: args.introspection ? "ENABLED" : "DISABLED",
      queryDepthLimit: args.queryDepthLimit,
      resolverCountLimit: RESOLVER_COUNT_LIMIT,
    },
    { parent, dependsOn: [logs.policy] },
  );
  new aws.cloudwatch.LogGroup(
    `${name}-api-logs`,
    {
      name: pulumi.interpolate`/aws/appsync/apis/${api.id}`,
      retentionInDays: operations.logRetentionInDays,
      kmsKeyId: operations.kmsKeyArn,
    },
    { parent: api },
  );
  createResolvers(name, api, args);
  return {
    api,
    apiKey:
      authorization === "API_KEY"
        ? new aws.appsync.ApiKey(
            `${name}-api-key`,
            { apiId: api.id, expires: keyExpiry(new Date()) },
            // It is the time of the key's creation that counts: the same program must not differ from one day to the next.
            { parent: api, ignoreChanges: ["expires"] },
          )
        : undefined,
  };
}

function createResolvers(
  name: string,
  api: aws.appsync.GraphQLApi,
  { resolvers, account }: BookingApiArgs,
): void {
  const handlers = Object.values(resolvers).flatMap((fields) => Object.values(fields));
  const { role, policy } = createServiceRole(
    `${name}-api`,
    APPSYNC_TRUST,
    [
      {
        Sid: "InvokeResolvers",
        Effect: "Allow",
        Action: ["lambda:InvokeFunction"],
        Resource: handlers.map(({ arn }) => arn),
      },
    ],
    account,
    api,
  );
  for (const [type, fields] of Object.entries(resolvers)) {
    for (const [field, handler] of Object.entries(fields)) {
      const dataSource = new aws.appsync.DataSource(
        `${name}-${field}-source`,
        {
          apiId: api.id,
          // Letters, digits and underscores only.
          name: field,
          type: "AWS_LAMBDA",
          serviceRoleArn: role.arn,
          lambdaConfig: { functionArn: handler.arn },
        },
        { parent: api, dependsOn: [policy] },
      );
      new aws.appsync.Resolver(
        `${name}-${field}-resolver`,
        { apiId: api.id, type, field, dataSource: dataSource.name },
        { parent: dataSource },
      );
    }
  }
}

/** When a key that is created now expires: after AppSync's longest time, 365 days, counted from the beginning of the day in UTC. */
export function keyExpiry(now: Date): string {
  const end = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 365);
  return new Date(end).toISOString().replace(".000", "");
}
