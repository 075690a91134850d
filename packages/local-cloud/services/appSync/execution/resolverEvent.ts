import type { GraphQLResolveInfo } from "graphql";
import type { HttpRequest } from "../../../aws/service";
import type { Authentication } from "../authentication";
import { selectionSetGraphQL, selectionSetList } from "./selectionSet";

/** The request that a field is resolved for. */
export interface RequestContext {
  http: Pick<HttpRequest, "headers">;
  authentication: Authentication;
  /** As the client sent them. */
  variables: Record<string, unknown>;
}

/**
 * The event of a direct Lambda resolver's function: AppSync's whole context
 * ({@link https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference.html}).
 */
export function resolverEvent(
  source: unknown,
  args: Record<string, unknown>,
  info: GraphQLResolveInfo,
  { http, authentication, variables }: RequestContext,
): Record<string, unknown> {
  return {
    arguments: args,
    identity: identityOf(authentication),
    source: source ?? null,
    request: { headers: headersOf(http), domainName: null },
    prev: null,
    info: {
      selectionSetList: selectionSetList(info),
      selectionSetGraphQL: selectionSetGraphQL(info),
      fieldName: info.fieldName,
      parentTypeName: info.parentType.name,
      variables,
    },
    stash: {},
  };
}

/** Null with an API key, which identifies no one. */
function identityOf({ caller }: Authentication): Record<string, unknown> | null {
  if (!caller) return null;
  return {
    accountId: caller.accountId,
    cognitoIdentityAuthProvider: null,
    cognitoIdentityAuthType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    sourceIp: [SOURCE_IP],
    userArn: caller.arn,
    username: caller.arn.slice(caller.arn.indexOf("/") + 1).replace("/", ":"),
  };
}

const SOURCE_IP = "127.0.0.1";

function headersOf({ headers }: RequestContext["http"]): Record<string, string> {
  const sent = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(",")]);
  return {
    ...Object.fromEntries(sent),
    "x-amzn-remote-ip": SOURCE_IP,
    "x-forwarded-for": SOURCE_IP,
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
  };
}
