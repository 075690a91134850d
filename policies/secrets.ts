import type {
  PolicyConfigSchema,
  PolicyResource,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import { amongAll, ofTypes } from "./validation";

/** Values that are keys, by their shape. */
const KEY_VALUES: Record<string, RegExp> = {
  "an AWS access key": /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  "an AppSync API key": /\bda2-[a-z0-9]{26}\b/,
  "a private key": /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  "a GitHub token": /\b(gh[opsur]_[A-Za-z0-9]{36,}|github_pat_\w{22,})\b/,
  "a Slack token": /\bxox[abprs]-[\w-]{10,}/,
};

/** Names of keys, and suffixes of names that only refer to where a key is stored. */
const KEY_NAME =
  /(^|[_-])(secret|password|passwd|token|credentials?|(api|private|access|secret)[_-]?key)s?$/i;

/** `apiKey` as `api_Key`, so that both naming styles match. */
const inWords = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, "$1_$2");

/** Why a value must not be where anyone may read it; undefined if it may. */
function keyIn(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const shape = Object.entries(KEY_VALUES).find(([, pattern]) => pattern.test(text));
  if (shape) return `holds ${shape[0]}`;
  return KEY_NAME.test(inWords(name)) ? "is a key by its name" : undefined;
}

interface LambdaFunction {
  environment?: { variables?: Record<string, string> };
}

export const noKeysInEnvironments: ResourceValidationPolicy = {
  name: "no-keys-in-environments",
  description:
    "No function has a key, token or password in its environment: anyone who may see the function's settings can read it. " +
    "Use the name or ARN of a secret instead. " +
    "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-encryption",
  enforcementLevel: "mandatory",
  validateResource: ofTypes<LambdaFunction>(["aws:lambda/function:Function"], ({ props }, report) => {
    for (const [name, value] of Object.entries(props.environment?.variables ?? {})) {
      const problem = keyIn(name, value);
      if (problem) report(`${name} ${problem}; give the ARN of a secret instead`);
    }
  }),
};

interface StateMachine {
  definition: string;
}

export const noKeysInDefinitions: ResourceValidationPolicy = {
  name: "no-keys-in-definitions",
  description:
    "No state machine has a key in its definition: anyone who may see its executions can read it. " +
    "https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html",
  enforcementLevel: "mandatory",
  validateResource: ofTypes<StateMachine>(["aws:sfn/stateMachine:StateMachine"], ({ props }, report) => {
    const problem = keyIn("definition", props.definition);
    if (problem) report(`its definition ${problem}`);
  }),
};

/** Properties that are keys, by type token. */
const KEY_PROPERTIES: Record<string, string> = {
  "aws:apigateway/apiKey:ApiKey": "value",
  "aws:appsync/apiKey:ApiKey": "key",
  "aws:iam/accessKey:AccessKey": "secret",
  "aws:secretsmanager/secretVersion:SecretVersion": "secretString",
  "random:index/randomPassword:RandomPassword": "result",
  "tls:index/privateKey:PrivateKey": "privateKeyPem",
};

const SECRET_OUTPUTS = ["apiKeys"];

const secretOutputsSchema: PolicyConfigSchema = {
  properties: { secretOutputs: { type: "array", items: { type: "string" }, default: SECRET_OUTPUTS } },
};

/** The resource whose key a text contains. */
const keyResourceIn = (text: string, resources: PolicyResource[]): PolicyResource | undefined =>
  resources.find(({ type, props }) => {
    const property = KEY_PROPERTIES[type];
    const key: unknown = property && props[property];
    return typeof key === "string" && key !== "" && text.includes(key);
  });

export const noKeysInOutputs: StackValidationPolicy = {
  name: "no-keys-in-outputs",
  description:
    "No output of the stack is a key, unless it is a secret: other outputs are printed by every update and stored as plain text. " +
    "Pulumi decrypts secrets before policies see them, so the policy's secretOutputs names those that are. " +
    "https://www.pulumi.com/docs/iac/concepts/secrets/",
  enforcementLevel: "mandatory",
  configSchema: secretOutputsSchema,
  validateStack: (args, report) => {
    const { secretOutputs = SECRET_OUTPUTS } = args.getConfig<{ secretOutputs?: string[] }>();
    const check = amongAll(["pulumi:pulumi:Stack"], (stack, all) => {
      for (const [name, value] of Object.entries(stack.props)) {
        if (secretOutputs.includes(name)) continue;
        const source = keyResourceIn(JSON.stringify(value ?? ""), all);
        const problem = source ? `holds the key of ${source.name}` : keyIn(name, value);
        if (problem) report(`output ${name} ${problem}; wrap it in pulumi.secret`, stack.urn);
      }
    });
    return check(args, report);
  },
};
