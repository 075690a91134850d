import * as pulumi from "@pulumi/pulumi";

/** The stacks of the main program that GitHub Actions deploys. */
export const ENVIRONMENT_NAMES = ["dev", "prod"] as const;
export type EnvironmentName = (typeof ENVIRONMENT_NAMES)[number];

/** The stack's configuration, checked. `Pulumi.yaml` describes each key. */
export interface Settings {
  repository: string;
  branch: string;
  environments: EnvironmentName[];
  stateBucket: string;
  stateKeyArn: string;
  identityProviderArn?: string;
}

/** Returns a key's text in the configuration, or undefined if it is not set: `pulumi.Config`'s own `get`. */
export type ConfigSource = Pick<pulumi.Config, "get" | "name">;

/** `OWNER/NAME`, or the form with both ids, `OWNER@1/NAME@2`, which the tokens of some repositories have. */
const REPOSITORY = /^[A-Za-z0-9][A-Za-z0-9-]*(@\d+)?\/[\w.-]+(@\d+)?$/;
const BRANCH = /^[\w.-]+(\/[\w.-]+)*$/;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/;
const PROVIDER_ARN = /^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\/token\.actions\.githubusercontent\.com$/;

/**
 * Reads and checks the stack's configuration, all of it before any resource.
 *
 * @throws pulumi.RunError that names every bad key, its value and what is allowed.
 */
export function readSettings(source: ConfigSource = new pulumi.Config()): Settings {
  const problems: string[] = [];
  const read = <T>(key: keyof Settings, allowed: string, parse: (text: string) => T | undefined): T => {
    const text = source.get(key);
    const value = text === undefined ? undefined : parse(text);
    if (value === undefined) {
      const given = text === undefined ? "not set" : `'${text}'`;
      problems.push(`${source.name}:${key} is ${given}; allowed: ${allowed}`);
    }
    return value as T;
  };
  const matching = (key: keyof Settings, allowed: string, pattern: RegExp) =>
    read(key, allowed, (text) => (pattern.test(text) ? text : undefined));

  const settings: Settings = {
    repository: matching("repository", "OWNER/NAME of a GitHub repository", REPOSITORY),
    branch: matching("branch", "the name of a branch, without wildcards", BRANCH),
    environments: read(
      "environments",
      `a list of one or more of ${ENVIRONMENT_NAMES.join(", ")}, each once`,
      parseEnvironments,
    ),
    stateBucket: matching("stateBucket", "the name of an S3 bucket", BUCKET),
    stateKeyArn: matching("stateKeyArn", "arn:aws:kms:REGION:ACCOUNT:key/ID", KEY_ARN),
    identityProviderArn: source.get("identityProviderArn")
      ? matching(
          "identityProviderArn",
          "arn:aws:iam::ACCOUNT:oidc-provider/token.actions.githubusercontent.com, or nothing",
          PROVIDER_ARN,
        )
      : undefined,
  };
  if (problems.length > 0) {
    throw new pulumi.RunError(
      `the configuration of stack '${pulumi.getStack()}' is wrong:\n${problems.map((each) => `  ${each}`).join("\n")}`,
    );
  }
  return settings;
}

function parseEnvironments(text: string): EnvironmentName[] | undefined {
  let names: unknown;
  try {
    names = JSON.parse(text);
  } catch {
    return undefined;
  }
  const isKnown = (name: unknown): name is EnvironmentName => ENVIRONMENT_NAMES.some((each) => each === name);
  return Array.isArray(names) &&
    names.length > 0 &&
    names.every(isKnown) &&
    new Set(names).size === names.length
    ? names
    : undefined;
}
