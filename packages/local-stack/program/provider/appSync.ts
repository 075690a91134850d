import type * as aws from "@pulumi/aws";
import { type Creation, type Models, model } from "./model";
import { anyName, type Naming, plainName } from "./naming";

/** Names in AppSync are GraphQL names: auto-naming replaces what is not allowed in them by `_`. */
const graphqlName: Naming = plainName(65_536, "_", {
  pattern: /^[A-Za-z_][A-Za-z0-9_]*$/,
  separator: "_",
  transform: (name) => name.replaceAll(/\W/g, "_"),
});

const ofApi = ({ arn, inputs }: Creation, path: string) =>
  arn("appsync", `apis/${inputs.text("apiId")}/${path}`);

export const appsync: Models = {
  "aws:appsync/graphQLApi:GraphQLApi": model<aws.appsync.GraphQLApi, aws.appsync.GraphQLApiArgs>({
    naming: anyName(65_536),
    create: ({ arn, unique, region, endpoint }) => {
      const id = unique(26);
      const host = (kind: string) => `${unique(26, "host")}.${kind}.${region}.amazonaws.com/graphql`;
      return {
        id,
        arn: arn("appsync", `apis/${id}`),
        apiType: "GRAPHQL",
        introspectionConfig: "ENABLED",
        queryDepthLimit: 0,
        resolverCountLimit: 0,
        uris: endpoint
          ? {
              GRAPHQL: `${endpoint}/appsync/${id}/graphql`,
              REALTIME: `${endpoint.replace(/^http/, "ws")}/appsync/${id}/graphql/realtime`,
            }
          : { GRAPHQL: `https://${host("appsync-api")}`, REALTIME: `wss://${host("appsync-realtime-api")}` },
        visibility: "GLOBAL",
        xrayEnabled: false,
      };
    },
  }),
  "aws:appsync/apiKey:ApiKey": model<aws.appsync.ApiKey, aws.appsync.ApiKeyArgs>({
    create: ({ inputs, unique }) => {
      const key = `da2-${unique(26)}`;
      return { id: `${inputs.text("apiId")}:${key}`, apiKeyId: key, description: "Managed by Pulumi", key };
    },
  }),
  "aws:appsync/dataSource:DataSource": model<aws.appsync.DataSource, aws.appsync.DataSourceArgs>({
    naming: graphqlName,
    create: (creation) => ({
      id: `${creation.inputs.text("apiId")}-${creation.name}`,
      arn: ofApi(creation, `datasources/${creation.name}`),
    }),
  }),
  "aws:appsync/resolver:Resolver": model<aws.appsync.Resolver, aws.appsync.ResolverArgs>({
    create: (creation) => {
      const [api, type, field] = ["apiId", "type", "field"].map((key) => creation.inputs.text(key));
      return {
        id: `${api}-${type}-${field}`,
        arn: ofApi(creation, `types/${type}/resolvers/${field}`),
        kind: "UNIT",
      };
    },
  }),
  "aws:appsync/function:Function": model<aws.appsync.Function, aws.appsync.FunctionArgs>({
    naming: graphqlName,
    create: (creation) => {
      const functionId = creation.unique(26);
      return {
        id: `${creation.inputs.text("apiId")}-${functionId}`,
        arn: ofApi(creation, `functions/${functionId}`),
        functionId,
        functionVersion: undefined,
      };
    },
  }),
};
