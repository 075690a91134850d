import { appSync } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import type { Deployer } from "./deployer";
import { Properties, text } from "./properties";

function graphqlApi(resource: Resource): appSync.GraphqlApi {
  const api = Properties.of(resource);
  const logConfig = api.nested("logConfig");
  return {
    apiId: resource.id,
    arn: api.text("arn"),
    name: api.text("name"),
    definition: api.optionalText("schema"),
    apiType: api.optionalText("apiType"),
    authenticationType: api.text("authenticationType"),
    additionalAuthenticationProviders: api
      .items("additionalAuthenticationProviders")
      .map((provider) => ({ authenticationType: provider.text("authenticationType") })),
    introspectionConfig: api.optionalText("introspectionConfig"),
    queryDepthLimit: api.number("queryDepthLimit"),
    resolverCountLimit: api.number("resolverCountLimit"),
    xrayEnabled: api.flag("xrayEnabled"),
    logConfig: logConfig && {
      cloudWatchLogsRoleArn: logConfig.text("cloudwatchLogsRoleArn"),
      fieldLogLevel: logConfig.oneOf("fieldLogLevel", appSync.FIELD_LOG_LEVELS),
      excludeVerboseContent: logConfig.flag("excludeVerboseContent"),
    },
  };
}

function keyOf(resource: Resource): appSync.ApiKey {
  const key = Properties.of(resource);
  const expires = key.optionalText("expires");
  return {
    apiId: key.text("apiId"),
    id: key.text("key"),
    ...(expires && { expires: Date.parse(expires) / 1000 }),
  };
}

function dataSourceOf(resource: Resource): appSync.DataSource {
  const source = Properties.of(resource);
  const functionArn = source.nested("lambdaConfig")?.text("functionArn");
  return {
    apiId: source.text("apiId"),
    name: source.text("name"),
    type: source.text("type"),
    ...(functionArn && { lambdaConfig: { lambdaFunctionArn: functionArn } }),
    serviceRoleArn: source.optionalText("serviceRoleArn"),
  };
}

function resolverOf(resource: Resource): appSync.Resolver {
  const resolver = Properties.of(resource);
  const inputs = Properties.inputsOf(resource);
  return {
    ...resolverKey(resource),
    dataSourceName: resolver.optionalText("dataSource") ?? "",
    maxBatchSize: resolver.number("maxBatchSize"),
    requestMappingTemplate: inputs.optionalText("requestTemplate"),
    responseMappingTemplate: inputs.optionalText("responseTemplate"),
    code: inputs.optionalText("code"),
    ...Object.fromEntries(
      ["pipelineConfig", "syncConfig", "cachingConfig"].map((key) => [key, inputs.value(key)]),
    ),
  };
}

const resolverKey = (resource: Resource): appSync.ResolverKey => ({
  apiId: text(resource, "apiId"),
  typeName: text(resource, "type"),
  fieldName: text(resource, "field"),
});

const api: Deployer = {
  create: (resource, { graphqlApis }) => graphqlApis.putApi(graphqlApi(resource)),
  update(resource, before, { graphqlApis }) {
    if (before.id !== resource.id) graphqlApis.removeApi(before.id);
    graphqlApis.putApi(graphqlApi(resource));
  },
  delete: ({ id }, { graphqlApis }) => graphqlApis.removeApi(id),
};

const apiKey: Deployer = {
  create: (resource, { graphqlApis }) => graphqlApis.putKey(keyOf(resource)),
  delete: (resource, { graphqlApis }) => graphqlApis.removeKey(keyOf(resource)),
};

const dataSource: Deployer = {
  create: (resource, { graphqlApis }) => graphqlApis.putDataSource(dataSourceOf(resource)),
  delete: (resource, { graphqlApis }) => graphqlApis.removeDataSource(dataSourceOf(resource)),
};

const resolver: Deployer = {
  create: (resource, { graphqlApis }) => graphqlApis.putResolver(resolverOf(resource)),
  delete: (resource, { graphqlApis }) => graphqlApis.removeResolver(resolverKey(resource)),
};

export const graphqlApis: Record<string, Deployer> = {
  "aws:appsync/graphQLApi:GraphQLApi": api,
  "aws:appsync/apiKey:ApiKey": apiKey,
  "aws:appsync/dataSource:DataSource": dataSource,
  "aws:appsync/resolver:Resolver": resolver,
};
