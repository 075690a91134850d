import type { PolicyDocument } from "../aws/policyDocument";
import { AwsError } from "../aws/service";
import type { Policy, PolicyKind, Selection, Statement } from "./policy";
import { parseConditionTest } from "./policyCondition";
import { type Pattern, parseArnPattern, parsePattern } from "./policyPattern";
import { parsePrincipals } from "./policyPrincipal";

/** Where in a document the parser is, and what the document's version allows. */
interface Place {
  kind: PolicyKind;
  /** `policy "queue", Statement[0]` */
  path: string;
  variables: boolean;
}

/**
 * Reads a policy document as IAM does when it is attached
 * ({@link https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html}). Throws
 * `MalformedPolicyDocument`, which begins with IAM's own words and ends with where the mistake is.
 */
export function parsePolicy(kind: PolicyKind, owner: string, name: string, document: PolicyDocument): Policy {
  const path = `policy "${name}" of ${owner}`;
  const root = typeof document === "string" ? parseJson(document, kind, path) : document;
  if (!isObject(root)) throw malformed("Syntax errors in policy.", path, "it must be a JSON object");
  refuseUnknownFields(root, ["Version", "Id", "Statement"], path);

  const version = root.Version ?? "2008-10-17";
  if (version !== "2012-10-17" && version !== "2008-10-17") {
    const words = grammarError(kind, "The policy must contain a valid version string");
    throw malformed(words, path, `Version must be "2012-10-17", found ${JSON.stringify(version)}`);
  }
  if (root.Id !== undefined && typeof root.Id !== "string") {
    throw malformed("Syntax errors in policy.", path, "Id must be a string");
  }
  if (root.Statement === undefined) throw missing("Statement", kind, path);
  const entries = Array.isArray(root.Statement) ? root.Statement : [root.Statement];
  if (entries.length === 0) throw malformed("Syntax errors in policy.", path, "Statement is empty");

  const place = { kind, variables: version === "2012-10-17" };
  const statements = entries.map((entry, index) =>
    parseStatement(entry, index, { ...place, path: `${path}, Statement[${index}]` }),
  );
  refuseDuplicateSids(statements, path);
  return { kind, owner, name, version, size: JSON.stringify(root).length, statements, document };
}

function parseJson(document: string, kind: PolicyKind, path: string): unknown {
  try {
    return JSON.parse(document);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw malformed(grammarError(kind, "This policy contains invalid Json"), path, reason);
  }
}

const STATEMENT_FIELDS = [
  "Sid",
  "Effect",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Principal",
  "NotPrincipal",
  "Condition",
];

function parseStatement(entry: unknown, index: number, place: Place): Statement {
  if (!isObject(entry)) throw malformed("Syntax errors in policy.", place.path, "it must be an object");
  refuseUnknownFields(entry, STATEMENT_FIELDS, place.path);
  const sid = parseSid(entry.Sid, place);
  const resources = parseResources(entry, place);
  const principals = parsePrincipalElement(entry, place);
  return {
    index,
    ...(sid === undefined ? {} : { sid }),
    effect: parseEffect(entry.Effect, place),
    actions: parseActions(entry, place),
    ...(resources ? { resources } : {}),
    ...(principals ? { principals } : {}),
    conditions: parseConditions(entry.Condition, place),
  };
}

function parseSid(sid: unknown, { kind, path }: Place): string | undefined {
  if (sid === undefined) return undefined;
  if (typeof sid !== "string") throw malformed("Syntax errors in policy.", path, "Sid must be a string");
  const identityBased = kind === "identity" || kind === "boundary";
  if (identityBased && !/^[0-9A-Za-z]*$/.test(sid)) {
    throw malformed(
      "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
      path,
      `found "${sid}"`,
    );
  }
  return sid;
}

function parseEffect(effect: unknown, { kind, path }: Place): "Allow" | "Deny" {
  if (effect === "Allow" || effect === "Deny") return effect;
  if (effect === undefined) throw missing("Effect", kind, path);
  const found = JSON.stringify(effect);
  throw malformed(
    grammarError(kind, `Invalid effect: ${found}`),
    path,
    `Effect must be "Allow" or "Deny", found ${found}`,
  );
}

function parseActions(entry: Fields, place: Place): Selection<Pattern> {
  const selection = select(entry, "Action", place);
  if (!selection?.values.length) throw malformed("Policy statement must contain actions.", place.path);
  for (const action of selection.values) {
    if (action === "*") continue;
    const colons = action.split(":").length - 1;
    if (colons === 0) {
      const words = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
      throw malformed(words, place.path, `found "${action}"`);
    }
    if (colons > 1) {
      throw malformed("Actions/Condition can contain only one colon.", place.path, `found "${action}"`);
    }
    const vendor = action.slice(0, action.indexOf(":"));
    if (!/^[A-Za-z0-9-]+$/.test(vendor)) throw malformed(`Vendor ${vendor} is not valid`, place.path);
    if (place.kind === "trust" && vendor.toLowerCase() !== "sts") {
      const words = "AssumeRole policy may only specify STS AssumeRole actions.";
      throw malformed(words, place.path, `found "${action}"`);
    }
  }
  const parse = (action: string) => parsePattern(action, { variables: false, wildcards: true });
  return { except: selection.except, values: selection.values.map(parse) };
}

function parseResources(entry: Fields, place: Place): Selection<Pattern[]> | undefined {
  const selection = select(entry, "Resource", place);
  if (place.kind === "trust") {
    if (selection) throw malformed("Has prohibited field Resource", place.path);
    return undefined;
  }
  if (!selection?.values.length) throw malformed("Policy statement must contain resources.", place.path);
  for (const resource of selection.values) {
    if (/^\*+$/.test(resource)) continue;
    const [prefix, partition = "", vendor = ""] = resource.split(":");
    if (prefix !== "arn") {
      throw malformed(`Resource ${resource} must be in ARN format or "*".`, place.path);
    }
    if (!/^(aws[a-z-]*|\*)$/.test(partition)) {
      throw malformed(`Partition "${partition}" is not valid for resource "${resource}".`, place.path);
    }
    if (/[*?]/.test(vendor) && vendor !== "*") {
      const words = "Resource vendor must be fully qualified and cannot contain regexes.";
      throw malformed(words, place.path, `found "${resource}"`);
    }
  }
  const parse = (resource: string) => parseArnPattern(resource, { variables: place.variables });
  return { except: selection.except, values: selection.values.map(parse) };
}

function parsePrincipalElement(entry: Fields, { kind, path }: Place): Statement["principals"] {
  const names = ["Principal", "NotPrincipal"].filter((name) => entry[name] !== undefined);
  const [name] = names;
  if (kind === "identity" || kind === "boundary") {
    if (name) throw malformed("Policy document should not specify a principal.", path);
    return undefined;
  }
  if (!name) throw missing("Principal", kind, path);
  if (names.length > 1) throw malformed("Syntax errors in policy.", path, "Principal and NotPrincipal");
  if (kind === "trust" && name === "NotPrincipal") throw malformed("Has prohibited field NotPrincipal", path);
  const values = parsePrincipals(entry[name]);
  if ("invalid" in values) throw malformed(`Invalid principal in policy: ${values.invalid}`, path);
  return { except: name === "NotPrincipal", values };
}

function parseConditions(block: unknown, place: Place): Statement["conditions"] {
  if (block === undefined) return [];
  if (!isObject(block))
    throw malformed("Syntax errors in policy.", place.path, "Condition must be an object");
  return Object.entries(block).flatMap(([operator, keys]) => {
    const path = `${place.path}, Condition.${operator}`;
    if (!isObject(keys))
      throw malformed("Syntax errors in policy.", path, "it must be an object of condition keys");
    return Object.entries(keys).map(([key, value]) => {
      const values = conditionValues(value, `${path}["${key}"]`);
      const test = parseConditionTest(operator, key, values, place.variables);
      if ("unknownOperator" in test) throw malformed(`Invalid Condition type : ${operator}.`, place.path);
      if ("invalidValue" in test) {
        throw malformed(
          `Invalid value for condition type ${operator}: "${test.invalidValue}"`,
          `${path}["${key}"]`,
        );
      }
      return test;
    });
  });
}

function conditionValues(value: unknown, path: string): string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.map((one) => {
    if (typeof one === "string" || typeof one === "number" || typeof one === "boolean") return String(one);
    throw malformed(
      "Syntax errors in policy.",
      path,
      "a condition's value must be a string or a list of strings",
    );
  });
}

/** The strings of `name` or of `Not${name}`; a statement has one of the two at most. */
function select(entry: Fields, name: "Action" | "Resource", { path }: Place): Selection<string> | undefined {
  const positive = entry[name];
  const negative = entry[`Not${name}`];
  if (positive !== undefined && negative !== undefined) {
    throw malformed("Syntax errors in policy.", path, `${name} and Not${name} exclude each other`);
  }
  const value = positive ?? negative;
  if (value === undefined) return undefined;
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const strings = values.filter((one) => typeof one === "string");
  if (strings.length < values.length) {
    throw malformed("Syntax errors in policy.", path, `${name} must be a string or a list of strings`);
  }
  return { except: positive === undefined, values: strings };
}

function refuseUnknownFields(fields: Fields, known: string[], path: string): void {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw malformed(
      "Syntax errors in policy.",
      path,
      `unknown field ${unknown}; allowed: ${known.join(", ")}`,
    );
  }
}

function refuseDuplicateSids(statements: Statement[], path: string): void {
  const sids = statements.map(({ sid }) => sid).filter((sid) => sid !== undefined && sid !== "");
  const duplicate = sids.find((sid, index) => sids.indexOf(sid) !== index);
  if (duplicate !== undefined) {
    throw malformed(
      "Statement IDs (SID) in a single policy must be unique.",
      path,
      `"${duplicate}" is repeated`,
    );
  }
}

type Fields = Record<string, unknown>;

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Of a policy that is attached to an identity IAM says no more than this. */
function grammarError(kind: PolicyKind, words: string): string {
  return kind === "identity" || kind === "boundary" ? "Syntax errors in policy." : words;
}

function missing(field: string, kind: PolicyKind, path: string): AwsError {
  return malformed(grammarError(kind, `Missing required field ${field}`), path, `${field} is missing`);
}

function malformed(words: string, path: string, detail?: string): AwsError {
  const tail = detail === undefined ? path : `${path}: ${detail}`;
  return new AwsError("MalformedPolicyDocument", `${words} (${tail})`, 400);
}
