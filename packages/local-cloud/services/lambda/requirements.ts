import type { Requirement } from "../../aws/service";
import type { Input } from "./inputs";
import type { OperationName } from "./restOperations";

/** The ARNs of what requirements are about. */
export interface Arns {
  functionOf(input: Input): string;
  mapping(uuid: string): string;
  /** The function of a mapping; undefined without the mapping. */
  mappedFunction(uuid: string): string | undefined;
}

/** {@link https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html} */
export function requirementsOf(operation: OperationName, input: Input, arns: Arns): Requirement[] {
  const action = operation === "Invoke" ? "lambda:InvokeFunction" : `lambda:${operation}`;
  switch (operation) {
    case "GetAccountSettings":
    case "ListEventSourceMappings":
    case "ListFunctions":
      return [{ action, resource: "*" }];
    case "CreateEventSourceMapping":
      return [{ action, resource: "*", context: { "lambda:FunctionArn": arns.functionOf(input) } }];
    case "DeleteEventSourceMapping":
    case "GetEventSourceMapping":
    case "UpdateEventSourceMapping": {
      const functionArn = arns.mappedFunction(String(input.UUID));
      return [
        {
          action,
          resource: arns.mapping(String(input.UUID)),
          ...(functionArn !== undefined && { context: { "lambda:FunctionArn": functionArn } }),
        },
      ];
    }
    case "ListTags":
    case "TagResource":
    case "UntagResource":
      return [{ action, resource: String(input.Resource) }];
    default: {
      const resource = arns.functionOf(input);
      return [{ action, resource, ...contextOf(operation, input) }, ...passedRole(operation, input)];
    }
  }
}

function contextOf(operation: OperationName, { Principal }: Input): Pick<Requirement, "context"> {
  return operation === "AddPermission" ? { context: { "lambda:Principal": String(Principal) } } : {};
}

function passedRole(operation: OperationName, { Role }: Input): Requirement[] {
  if (!["CreateFunction", "UpdateFunctionConfiguration"].includes(operation) || Role === undefined) return [];
  const context = { "iam:PassedToService": "lambda.amazonaws.com" };
  return [{ action: "iam:PassRole", resource: String(Role), context }];
}
