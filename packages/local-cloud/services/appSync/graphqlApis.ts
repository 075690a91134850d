import type { Clock } from "../../aws/clock";
import { isOwnOrigin } from "../../aws/origin";
import type { RouteContext } from "../../aws/route";
import { AwsError, type HttpRequest, type HttpResponse } from "../../aws/service";
import type { LocalCloud } from "../../cloud";
import type { ServedApi } from "./api";
import { expiryOf } from "./apiKeys";
import { graphiqlAsset, graphiqlPage, wantsPage } from "./graphiql";
import { json } from "./jsonResponse";
import { preflight } from "./origin";
import { RequestLog } from "./requestLog";
import type { ApiKey, DataSource, GraphqlApi, Resolver, ResolverKey } from "./resources";

export interface GraphqlApisOptions {
  cloud: LocalCloud;
  clock: Clock;
  /** Receives what only the API's developer may see, such as why access to a field was denied. Default: a process warning. */
  warn?(message: string): void;
}

/** The path of the API if it is the only one. */
const PREFIX = "/graphql";
/** The prefix of all APIs' paths: `/appsync/ID/graphql`. */
const APIS_PREFIX = "/appsync";

/** Loaded with the first API. */
const served = () => require("./served") as typeof import("./served");

const refused = (status: number, errorType: string, message: string): HttpResponse =>
  json(status, { errors: [{ errorType, message }] }, { "x-amzn-errortype": errorType });

/**
 * AWS AppSync's GraphQL APIs, served from the evaluated resources at `/appsync/ID/graphql`, and at `/graphql` while there is
 * only one ({@link https://docs.aws.amazon.com/appsync/latest/devguide/what-is-appsync.html}). Fields are resolved by direct
 * Lambda resolvers; requests are authorized by API key or IAM.
 */
export class GraphqlApis {
  private readonly apis = new Map<string, ServedApi>();
  private readonly warn: (message: string) => void;
  private readonly log: RequestLog;

  constructor(private readonly options: GraphqlApisOptions) {
    const { cloud, warn = (message) => process.emitWarning(message) } = options;
    this.warn = warn;
    this.log = new RequestLog(cloud, warn);
    for (const prefix of [PREFIX, APIS_PREFIX]) {
      cloud.addRoute({
        prefix,
        crossOrigin: true,
        handle: (request, context) => this.handle(request, context),
      });
    }
  }

  /** Adds an API or changes it; its keys, data sources and resolvers stay. Throws `GraphQLSchemaException`. */
  putApi(api: GraphqlApi): void {
    const definition = served().buildDefinition(api);
    const existing = this.apis.get(api.apiId);
    if (existing) existing.definition = definition;
    else this.apis.set(api.apiId, new (served().ServedApi)(definition));
  }

  /** Has no effect if there is no such API; neither has the removal of a part of such an API. */
  removeApi(apiId: string): void {
    this.apis.delete(apiId);
  }

  putKey(key: ApiKey): void {
    this.apiOf(key).keys.set(key.id, expiryOf(key, this.options.clock.unskipped()));
  }

  removeKey({ apiId, id }: Pick<ApiKey, "apiId" | "id">): void {
    this.apis.get(apiId)?.keys.delete(id);
  }

  putDataSource(source: DataSource): void {
    const api = this.apiOf(source);
    api.dataSources.set(source.name, served().lambdaOf(source, api.definition.arn));
  }

  removeDataSource({ apiId, name }: Pick<DataSource, "apiId" | "name">): void {
    this.apis.get(apiId)?.dataSources.delete(name);
  }

  /** Throws `NotFoundException` unless the field and the data source exist. */
  putResolver(resolver: Resolver): void {
    const api = this.apiOf(resolver);
    const field = served().resolverField(resolver, api.definition.schema);
    const name = resolver.dataSourceName;
    if (!api.dataSources.has(name)) {
      throw new AwsError("NotFoundException", `No data source found named ${name}`, 404);
    }
    if (!api.dataSources.get(name)) {
      throw new AwsError(
        "BadRequestException",
        "A resolver of a NONE data source does not run on this machine.",
      );
    }
    api.resolvers.set(field, name);
  }

  removeResolver({ apiId, typeName, fieldName }: ResolverKey): void {
    this.apis.get(apiId)?.resolvers.delete(`${typeName}.${fieldName}`);
  }

  private apiOf({ apiId }: { apiId: string }): ServedApi {
    const api = this.apis.get(apiId);
    if (api) return api;
    throw new AwsError("NotFoundException", `GraphQL API ${apiId} not found.`, 404);
  }

  private async handle(request: HttpRequest, context: RouteContext): Promise<HttpResponse> {
    const { cloud, clock } = this.options;
    // AppSync accepts requests from every page; a machine's own APIs must not be reachable from foreign pages.
    if (!isOwnOrigin(request.headers)) {
      return refused(
        403,
        "AccessDeniedException",
        "Requests from pages of other machines are not answered here.",
      );
    }
    if (request.method === "OPTIONS") return preflight();
    const [api, asset] = this.at(request.path);
    if (!api) return refused(404, "NotFoundException", `There is no GraphQL API at ${request.path}.`);
    if (request.method === "GET" && api.definition.introspection) {
      if (asset) return graphiqlAsset(asset);
      if (wantsPage(request)) return graphiqlPage(api, request, clock.unskipped());
    }
    if (request.method !== "POST" || asset) {
      return refused(405, "UnsupportedOperation", "Operations are sent by POST /graphql.");
    }
    return served().serveRequest(api, request, { cloud, clock, context, log: this.log, warn: this.warn });
  }

  /** The API at a path, and the file of its page that is requested. */
  private at(path: string): [api?: ServedApi, asset?: string] {
    const [, first = "", ...rest] = path.split("/");
    if (`/${first}` === PREFIX) {
      const [only, ...others] = this.apis.values();
      return others.length === 0 && rest.length <= 1 ? [only, rest[0]] : [];
    }
    const [id = "", graphql, ...assets] = rest;
    return graphql === "graphql" && assets.length <= 1 ? [this.apis.get(id), assets[0]] : [];
  }
}
