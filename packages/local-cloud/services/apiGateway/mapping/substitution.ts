import { toJson, toText, type Value, type ValueMap } from "../velocity/value";

/** The variable at a path: `identity.sourceIp`. */
export function variableAt(variables: ValueMap, path: string): Value {
  return path
    .split(".")
    .reduce<Value>((value, name) => (value instanceof Map ? value.get(name) : undefined), variables);
}

const asText = (value: Value): string =>
  value instanceof Map || Array.isArray(value) ? toJson(value) : toText(value);

const REFERENCE =
  /\$(?:\{((?:context|stageVariables)(?:\.[\w-]+)+)\}|((?:context|stageVariables)(?:\.[\w-]+)+))/g;

/**
 * Replaces `$context.…` and `$stageVariables.…`, and nothing else, as access logs and gateway responses do.
 * @param missing replaces a variable without a value
 */
export function substitute(
  text: string,
  scope: { context: ValueMap; stageVariables: ReadonlyMap<string, string> },
  missing: string,
): string {
  const roots = new Map<string, Value>([
    ["context", scope.context],
    ["stageVariables", new Map(scope.stageVariables)],
  ]);
  return text.replace(REFERENCE, (_, braced?: string, plain?: string) => {
    const value = variableAt(roots, braced ?? plain ?? "");
    return value === undefined || value === null ? missing : asText(value);
  });
}
