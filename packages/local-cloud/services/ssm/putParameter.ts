import { checkEnum, checkLength } from "../../aws/constraints";
import { AwsError } from "../../aws/service";
import { type Input, invalid } from "./inputs";
import type { ParameterDefinition, ParameterVersion } from "./parameters";

const TYPES = ["String", "StringList", "SecureString"];
const TIERS = ["Standard", "Advanced", "Intelligent-Tiering"];
/** Characters of a value: of the tier Standard, and of Advanced. */
const MAX_LENGTH = { Standard: 4096, Advanced: 8192 };

/**
 * What `PutParameter` puts. Settings that are not given are those of the latest version.
 *
 * @throws AwsError for what AWS rejects, and for policies and other types of data, which are not supported here
 */
export function definitionOf(input: Input, known: ParameterVersion | undefined): ParameterDefinition {
  const { Name, Value, Overwrite, Tags, Policies, DataType = "text" } = input;
  const [name, value] = [String(Name), String(Value)];
  if (known && Overwrite !== true) {
    throw new AwsError(
      "ParameterAlreadyExists",
      "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
    );
  }
  if (Overwrite === true && Tags !== undefined) {
    throw invalid(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
  }
  if (Policies !== undefined && Policies !== "") throw invalid("Policies are not supported on this machine.");
  if (DataType !== "text") throw invalid(`DataType is '${DataType}'; allowed on this machine: text`);
  checkName(name);
  checkLength(input.Description, "description", 1024, 0);
  const allowedPattern = (input.AllowedPattern ?? known?.allowedPattern) as string | undefined;
  if (allowedPattern !== undefined) checkValue(value, allowedPattern);
  const optional = {
    description: (input.Description ?? known?.description) as string | undefined,
    keyId: (input.KeyId ?? known?.keyId) as string | undefined,
    allowedPattern,
  };
  return {
    name,
    value,
    type: readType(input.Type ?? known?.type),
    tier: readTier(input.Tier ?? known?.tier, value),
    ...(Object.fromEntries(Object.entries(optional).filter(([, each]) => each !== undefined)) as Partial<
      Record<keyof typeof optional, string>
    >),
  };
}

function checkName(name: string): void {
  const bare = name.replace(/^\//, "");
  if (/^[\w.\-/]+$/.test(name) && !/^(?:aws|ssm)/i.test(bare)) return;
  throw invalid(
    'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
  );
}

function readType(given: unknown): string {
  if (!given) throw invalid("A parameter type is required when you create a parameter.");
  checkEnum(given, "type", TYPES);
  return String(given);
}

function readTier(given: unknown, { length }: string): string {
  const tier = String(given ?? "Standard");
  checkEnum(tier, "tier", TIERS);
  if (tier === "Intelligent-Tiering" && length <= MAX_LENGTH.Standard) return "Standard";
  if (tier === "Standard" && length > MAX_LENGTH.Standard) {
    throw invalid(
      `Standard tier parameters support a maximum parameter value of ${MAX_LENGTH.Standard} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.`,
    );
  }
  if (length > MAX_LENGTH.Advanced) {
    throw invalid(
      `Advanced tier parameters support a maximum parameter value of ${MAX_LENGTH.Advanced} characters.`,
    );
  }
  return tier === "Standard" ? "Standard" : "Advanced";
}

function checkValue(value: string, pattern: string): void {
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, "s");
  } catch {
    throw new AwsError(
      "InvalidAllowedPatternException",
      `The request does not meet the regular expression requirement: ${pattern}`,
    );
  }
  if (expression.test(value)) return;
  throw new AwsError(
    "ParameterPatternMismatchException",
    `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
  );
}
