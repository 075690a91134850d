import type { RestOperation } from "../../aws/protocols/restJson";

const FUNCTION = "/2015-03-31/functions/{FunctionName}";
const ALIAS = `${FUNCTION}/aliases/{Name}`;
const POLICY = `${FUNCTION}/policy`;
const MAPPINGS = "/2015-03-31/event-source-mappings";
const RESERVED = "/2017-10-31/functions/{FunctionName}/concurrency";
const EVENT_INVOKE = "/2019-09-25/functions/{FunctionName}/event-invoke-config";
const TAGS = "/2017-03-31/tags/{Resource+}";

const page = { Marker: "Marker", MaxItems: "MaxItems" };
const qualifier = { Qualifier: "Qualifier" };
const created = { output: { status: 201 } };
const accepted = { output: { status: 202 } };
const noContent = { output: { status: 204 } };

/** How the operations of the Lambda API are sent over HTTP. */
export const REST_OPERATIONS = {
  Invoke: {
    method: "POST",
    path: `${FUNCTION}/invocations`,
    query: qualifier,
    headers: {
      InvocationType: "x-amz-invocation-type",
      LogType: "x-amz-log-type",
      ClientContext: "x-amz-client-context",
    },
    payload: "Payload",
    output: {
      statusMember: "StatusCode",
      headers: {
        FunctionError: "X-Amz-Function-Error",
        LogResult: "X-Amz-Log-Result",
        ExecutedVersion: "X-Amz-Executed-Version",
      },
      payload: "Payload",
    },
  },
  AddPermission: { method: "POST", path: POLICY, query: qualifier, ...created },
  CreateAlias: { method: "POST", path: `${FUNCTION}/aliases`, ...created },
  CreateEventSourceMapping: { method: "POST", path: MAPPINGS, ...accepted },
  CreateFunction: { method: "POST", path: "/2015-03-31/functions", ...created },
  DeleteAlias: { method: "DELETE", path: ALIAS, ...noContent },
  DeleteEventSourceMapping: { method: "DELETE", path: `${MAPPINGS}/{UUID}`, ...accepted },
  DeleteFunction: { method: "DELETE", path: FUNCTION, query: qualifier, ...noContent },
  DeleteFunctionConcurrency: { method: "DELETE", path: RESERVED, ...noContent },
  DeleteFunctionEventInvokeConfig: { method: "DELETE", path: EVENT_INVOKE, query: qualifier, ...noContent },
  GetAccountSettings: { method: "GET", path: "/2016-08-19/account-settings" },
  GetAlias: { method: "GET", path: ALIAS },
  GetEventSourceMapping: { method: "GET", path: `${MAPPINGS}/{UUID}` },
  GetFunction: { method: "GET", path: FUNCTION, query: qualifier },
  GetFunctionConcurrency: { method: "GET", path: "/2019-09-30/functions/{FunctionName}/concurrency" },
  GetFunctionConfiguration: { method: "GET", path: `${FUNCTION}/configuration`, query: qualifier },
  GetFunctionEventInvokeConfig: { method: "GET", path: EVENT_INVOKE, query: qualifier },
  GetPolicy: { method: "GET", path: POLICY, query: qualifier },
  ListAliases: {
    method: "GET",
    path: `${FUNCTION}/aliases`,
    query: { ...page, FunctionVersion: "FunctionVersion" },
  },
  ListEventSourceMappings: {
    method: "GET",
    path: MAPPINGS,
    query: { ...page, EventSourceArn: "EventSourceArn", FunctionName: "FunctionName" },
  },
  ListFunctionEventInvokeConfigs: { method: "GET", path: `${EVENT_INVOKE}/list`, query: page },
  ListFunctions: {
    method: "GET",
    path: "/2015-03-31/functions",
    query: { ...page, FunctionVersion: "FunctionVersion" },
  },
  ListTags: { method: "GET", path: TAGS },
  ListVersionsByFunction: { method: "GET", path: `${FUNCTION}/versions`, query: page },
  PublishVersion: { method: "POST", path: `${FUNCTION}/versions`, ...created },
  PutFunctionConcurrency: { method: "PUT", path: RESERVED },
  PutFunctionEventInvokeConfig: { method: "PUT", path: EVENT_INVOKE, query: qualifier },
  RemovePermission: {
    method: "DELETE",
    path: `${POLICY}/{StatementId}`,
    query: { ...qualifier, RevisionId: "RevisionId" },
    ...noContent,
  },
  TagResource: { method: "POST", path: TAGS, ...noContent },
  UntagResource: { method: "DELETE", path: TAGS, query: { TagKeys: "tagKeys" }, ...noContent },
  UpdateAlias: { method: "PUT", path: ALIAS },
  UpdateEventSourceMapping: { method: "PUT", path: `${MAPPINGS}/{UUID}`, ...accepted },
  UpdateFunctionCode: { method: "PUT", path: `${FUNCTION}/code` },
  UpdateFunctionConfiguration: { method: "PUT", path: `${FUNCTION}/configuration` },
  UpdateFunctionEventInvokeConfig: { method: "POST", path: EVENT_INVOKE, query: qualifier },
} as const satisfies Record<string, RestOperation>;

export type OperationName = keyof typeof REST_OPERATIONS;
