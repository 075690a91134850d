import type { Deployer } from "./deployer";

const api: Deployer = {
  create: (resource, { graphqlApis }) => graphqlApis.putApi(resource),
  update(resource, before, { graphqlApis }) {
    if (before.id !== resource.id) graphqlApis.removeApi(before);
    graphqlApis.putApi(resource);
  },
  delete: (resource, { graphqlApis }) => graphqlApis.removeApi(resource),
};

const apiKey: Deployer = {
  create: (resource, { graphqlApis }) => graphqlApis.putKey(resource),
  delete: (resource, { graphqlApis }) => graphqlApis.removeKey(resource),
};

const dataSource: Deployer = {
  create: (resource, { graphqlApis }) => graphqlApis.putDataSource(resource),
  delete: (resource, { graphqlApis }) => graphqlApis.removeDataSource(resource),
};

const resolver: Deployer = {
  create: (resource, { graphqlApis }) => graphqlApis.putResolver(resource),
  delete: (resource, { graphqlApis }) => graphqlApis.removeResolver(resource),
};

export const graphqlApis: Record<string, Deployer> = {
  "aws:appsync/graphQLApi:GraphQLApi": api,
  "aws:appsync/apiKey:ApiKey": apiKey,
  "aws:appsync/dataSource:DataSource": dataSource,
  "aws:appsync/resolver:Resolver": resolver,
};
