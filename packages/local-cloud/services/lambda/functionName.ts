import { validationError } from "./errors";

export interface FunctionReference {
  name: string;
  /** Set if the name is an ARN. */
  region?: string;
  accountId?: string;
  /** A version, an alias or `$LATEST`; absent if the name has none. */
  qualifier?: string;
}

const NAME =
  /^(?:arn:aws[a-zA-Z-]*:lambda:(?<region>[a-z0-9-]+):)?(?:(?<accountId>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9-_]+)(?::(?<own>\$LATEST|[a-zA-Z0-9-_]+))?$/;

/** Reads a `FunctionName` parameter: a name, a partial or full ARN, each with or without a qualifier. */
export function parseFunctionName(functionName: string, qualifier?: string): FunctionReference {
  const parts = NAME.exec(functionName)?.groups;
  if (!parts) {
    throw validationError(
      `1 validation error detected: Value '${functionName}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`,
    );
  }
  const { name = "", own, region, accountId } = parts;
  if (own !== undefined && qualifier !== undefined && own !== qualifier) {
    throw validationError(
      `The derived qualifier from the function name does not match the specified qualifier.`,
    );
  }
  const used = qualifier ?? own;
  return {
    name,
    ...(region !== undefined && { region }),
    ...(accountId !== undefined && { accountId }),
    ...(used !== undefined && { qualifier: used }),
  };
}
