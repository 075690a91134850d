import type { RestOperation } from "../../aws/protocols/restJson";

/** How the operations of the Lambda API are sent over HTTP. */
export const REST_OPERATIONS: Record<string, RestOperation> = {
  Invoke: {
    method: "POST",
    path: "/2015-03-31/functions/{FunctionName}/invocations",
    query: { Qualifier: "Qualifier" },
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
  GetFunction: {
    method: "GET",
    path: "/2015-03-31/functions/{FunctionName}",
    query: { Qualifier: "Qualifier" },
  },
  GetFunctionConfiguration: {
    method: "GET",
    path: "/2015-03-31/functions/{FunctionName}/configuration",
    query: { Qualifier: "Qualifier" },
  },
  ListFunctions: {
    method: "GET",
    path: "/2015-03-31/functions",
    query: { Marker: "Marker", MaxItems: "MaxItems" },
  },
};
