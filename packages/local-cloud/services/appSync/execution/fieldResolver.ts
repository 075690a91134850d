import type { GraphQLFieldResolver, GraphQLResolveInfo } from "graphql";
import { AwsError } from "../../../aws/service";
import type { LocalCloud } from "../../../cloud";
import type { ServedApi } from "../api";
import { FieldError } from "../errors";
import { mayAccess } from "../schema/authorizationModes";
import { type DataSourceCloud, invokeFunction } from "./dataSource";
import type { Deadline } from "./deadline";
import { type RequestContext, resolverEvent } from "./resolverEvent";
import { shaped } from "./shape";

/** A resolver that ran, for the API's logs. */
export interface ResolverRun {
  info: GraphQLResolveInfo;
  args: Record<string, unknown>;
  /** Milliseconds of the clock. */
  startTime: number;
  endTime: number;
  result?: unknown;
  error?: FieldError;
}

/** A running operation. */
export interface Execution {
  api: ServedApi;
  request: RequestContext;
  cloud: DataSourceCloud & Pick<LocalCloud, "authorize">;
  deadline: Deadline;
  now(): number;
  /** Receives what only the API's developer may see: why access to a field was denied. */
  warn(message: string): void;
  /** Every resolver that was called, in order. */
  runs: ResolverRun[];
  /** Resolvers that were called, and those that were not because the limit was reached. */
  resolverCount: number;
  /** An internal error, which is not part of the response. */
  failure?: unknown;
}

type Resolve = GraphQLFieldResolver<unknown, Execution, Record<string, unknown>>;

/** Resolves every field of every type: by its resolver, else from its parent's value. */
export const resolveField: Resolve = (source, args, execution, info) => {
  const { api } = execution;
  requireDepth(api.definition.queryDepthLimit, info);
  requireAccess(execution, info);
  const resolver = api.resolvers.get(`${info.parentType.name}.${info.fieldName}`);
  if (!resolver) return shaped(propertyOf(source, info.fieldName), info.returnType);
  if (++execution.resolverCount > api.definition.resolverCountLimit) {
    throw new FieldError("ResolverExecutionLimitReached", "Resolver invocation limit reached.");
  }
  return runResolver(source, args, execution, info);
};

/** Own properties only. */
function propertyOf(source: unknown, name: string): unknown {
  return Object.hasOwn(Object(source), name) ? (source as Record<string, unknown>)[name] : undefined;
}

/** Every field counts as a level, scalars included. */
function requireDepth(limit: number, { path }: GraphQLResolveInfo): void {
  if (limit === 0) return;
  let depth = 0;
  for (let place: typeof path | undefined = path; place; place = place.prev) {
    if (typeof place.key === "string") depth++;
  }
  if (depth > limit) throw new FieldError("QueryDepthLimitReached", "Query depth limit reached.");
}

/** Decides by the directives of the schema, and for a top-level field by the signer's policies too. */
function requireAccess(execution: Execution, { parentType, fieldName, path }: GraphQLResolveInfo): void {
  const { api, request, cloud, warn } = execution;
  const { mode, caller } = request.authentication;
  const refusal = `Not Authorized to access ${fieldName} on type ${parentType.name}`;
  if (!mayAccess(mode, parentType, fieldName, api.definition.modes[0])) {
    warn(`${refusal}: its type or field is not open to ${mode}.`);
    throw new FieldError("Unauthorized", refusal);
  }
  if (!caller || path.prev) return;
  const resource = `${api.definition.arn}/types/${parentType.name}/fields/${fieldName}`;
  try {
    cloud.authorize(caller, [{ action: "appsync:GraphQL", resource }], "appsync:GraphQL");
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    warn(`${refusal}: ${error.message}`);
    throw new FieldError("Unauthorized", refusal, { cause: error });
  }
}

async function runResolver(
  source: unknown,
  args: Record<string, unknown>,
  execution: Execution,
  info: GraphQLResolveInfo,
): Promise<unknown> {
  const { api, request, cloud, deadline, runs, now, warn } = execution;
  const run: ResolverRun = { info, args, startTime: now(), endTime: 0 };
  runs.push(run);
  try {
    const dataSource = api.dataSourceOf(info.parentType.name, info.fieldName);
    run.result = await deadline.within(
      invokeFunction(dataSource, resolverEvent(source, args, info, request), cloud),
    );
    return shaped(run.result, info.returnType);
  } catch (error) {
    if (!(error instanceof FieldError)) {
      execution.failure = error;
      throw error;
    }
    run.error = error;
    if (error.cause) warn(`${info.parentType.name}.${info.fieldName}: ${String(error.cause)}`);
    throw error;
  } finally {
    run.endTime = now();
  }
}
