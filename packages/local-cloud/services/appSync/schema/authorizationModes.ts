import type { ConstDirectiveNode, GraphQLObjectType } from "graphql";

/** How a request is authenticated. */
export type AuthorizationMode = "API_KEY" | "AWS_IAM";

/** The modes that are supported on this machine. */
export const AUTHORIZATION_MODES: readonly string[] = ["API_KEY", "AWS_IAM"] satisfies AuthorizationMode[];

/** The mode that a directive on a type or field allows. Unsupported modes allow no one. */
const MODES: Readonly<Record<string, AuthorizationMode | "OTHER">> = {
  aws_api_key: "API_KEY",
  aws_iam: "AWS_IAM",
  aws_oidc: "OTHER",
  aws_cognito_user_pools: "OTHER",
  aws_auth: "OTHER",
  aws_lambda: "OTHER",
};

function named(directives: readonly ConstDirectiveNode[] = []): (AuthorizationMode | "OTHER")[] {
  return directives.flatMap(({ name }) => MODES[name.value] ?? []);
}

/**
 * Whether a request of this mode may read the field, according to the field's own directives, else its type's; without any,
 * only the API's default mode may ({@link https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html}).
 */
export function mayAccess(
  mode: AuthorizationMode,
  type: GraphQLObjectType,
  fieldName: string,
  defaultMode: AuthorizationMode,
): boolean {
  const ofField = named(type.getFields()[fieldName]?.astNode?.directives);
  if (ofField.length > 0) return ofField.includes(mode);
  const ofType = named([type.astNode, ...type.extensionASTNodes].flatMap((node) => node?.directives ?? []));
  return ofType.length > 0 ? ofType.includes(mode) : mode === defaultMode;
}
