import { serviceName } from "./phrases";
import { CAUTION, describeCondition, isObject, type Statement, textsOf } from "./policyDocument";
import { type ResourceNames, shortArn } from "./resourceNames";

const ANYONE = "anyone";

/**
 * Who may assume a role: `Lambda may assume it, for lambda function:* of account 123456789012`. A service that may do so on
 * behalf of anyone is marked (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html), and so is `anyone`.
 */
export function describeTrust(statement: Statement, names: ResourceNames): string {
  const { Effect, Principal, Condition } = statement;
  const principals = principalsOf(statement);
  const who = principals.join(", ");
  const where = trustCondition(Condition, names);
  if (Effect === "Deny") return `${who} must not assume it${where}`;
  const isForAnyone = isObject(Principal) && Principal.Service !== undefined && where === "";
  const isMarked = isForAnyone || principals.includes(ANYONE);
  return `${isMarked ? CAUTION : ""}${who} may assume it${where}${isForAnyone ? ", for anyone" : ""}`;
}

function principalsOf({ Principal, NotPrincipal }: Statement): string[] {
  if (NotPrincipal !== undefined) {
    return [ANYONE, ...principalsOf({ Principal: NotPrincipal }).map((each) => `but not ${each}`)];
  }
  const kinds = isObject(Principal) ? Object.entries(Principal) : [["AWS", Principal] as const];
  return kinds.flatMap(([kind, value]) =>
    textsOf(value).map((each) => {
      if (each === "*") return ANYONE;
      return kind === "Service" ? serviceName(each) : accountName(each);
    }),
  );
}

const accountName = (principal: string): string => {
  const account = /^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$/.exec(principal)?.[1];
  return account ? `account ${account}` : principal;
};

const SOURCE_OPERATORS = ["ArnLike", "ArnEquals", "StringLike", "StringEquals"];

/** The two conditions against confused deputies in words, the others after them. */
function trustCondition(condition: unknown, names: ResourceNames): string {
  if (!isObject(condition)) return "";
  const others: Record<string, Record<string, unknown>> = {};
  const sources: string[] = [];
  const accounts: string[] = [];
  for (const [operator, keys] of Object.entries(condition)) {
    for (const [key, value] of Object.entries(isObject(keys) ? keys : {})) {
      const isAbout = (name: string) => key.toLowerCase() === name && SOURCE_OPERATORS.includes(operator);
      if (isAbout("aws:sourcearn")) sources.push(...textsOf(value).map(shortArn));
      else if (isAbout("aws:sourceaccount")) accounts.push(...textsOf(value));
      else others[operator] = { ...others[operator], [key]: value };
    }
  }
  const source = sources.length > 0 || accounts.length > 0 ? `, for ${sources.join(", ") || "anything"}` : "";
  const account = accounts.length > 0 ? ` of account ${accounts.join(", ")}` : "";
  return source + account + describeCondition(others, names);
}
