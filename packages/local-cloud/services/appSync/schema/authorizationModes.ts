import type { ConstDirectiveNode, GraphQLObjectType } from "graphql";

/** How a request proves who sends it. */
export type AuthorizationMode = "API_KEY" | "AWS_IAM";

/** The modes that run on this machine. */
export const AUTHORIZATION_MODES: readonly string[] = ["API_KEY", "AWS_IAM"] satisfies AuthorizationMode[];

/** What a directive on a type or a field allows; the modes that do not run here are allowed to nobody. */
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
 * Whether a request of this mode may read the field: as the field's own directives say, else its type's, else the API's
 * default mode only ({@link https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html}).
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
