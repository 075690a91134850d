import { noKeysInDefinitions, noKeysInEnvironments, noKeysInOutputs } from "../../../policies/secrets";
import type { Given, Row } from "../validate";

/** Concatenated, so that scanners do not mistake them for real ones. */
const KEYS: [what: string, key: string][] = [
  ["an AWS access key", `AKIA${"ABCDEFGH".repeat(2)}`],
  ["an AppSync API key", `da2-${"abcdefghijklm".repeat(2)}`],
  ["a private key", `-----BEGIN EC ${"PRIVATE"} KEY-----\nMHcC`],
  ["a GitHub token", `ghp_${"a1B2c3".repeat(6)}`],
  ["a Slack token", `xoxb-${"1234567890"}`],
];

const KEY_NAMES = ["PASSWORD", "DB_PASSWORD", "API_KEY", "apiKey", "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY"];

const lambda = (variables: object): Given => ({
  type: "aws:lambda/function:Function",
  props: { environment: { variables: { ...variables } } },
});
const HARMLESS = {
  TABLE_NAME: "orders",
  DB_PASSWORD_ARN: "arn:aws:secretsmanager:…",
  TASK_TOKEN_FIELD: "token",
};

const machine = (key: string): Given => ({
  type: "aws:sfn/stateMachine:StateMachine",
  props: { definition: JSON.stringify({ States: { A: { Type: "Pass", Output: { key } } } }) },
});

const stack = (outputs: object): Given => ({ type: "pulumi:pulumi:Stack", props: { ...outputs } });
const apiKey: Given = {
  type: "aws:apigateway/apiKey:ApiKey",
  name: "orders-key",
  props: { value: "0123456789abcdef0123" },
};

export const secretRows: Row[] = [
  ...KEYS.map(
    ([what, key]): Row => ({
      policy: noKeysInEnvironments,
      title: what,
      broken: lambda({ SETTING: key }),
      violations: [new RegExp(`^it: SETTING holds ${what}; give the ARN of a secret instead$`)],
      fixed: lambda(HARMLESS),
    }),
  ),
  ...KEY_NAMES.map(
    (name): Row => ({
      policy: noKeysInEnvironments,
      title: `a variable named ${name}`,
      broken: lambda({ [name]: "hunter2" }),
      violations: [new RegExp(`^it: ${name} is a key by its name`)],
      fixed: lambda(HARMLESS),
    }),
  ),
  {
    policy: noKeysInDefinitions,
    title: "a key in a state",
    broken: machine(KEYS[0]![1]),
    violations: [/^it: its definition holds an AWS access key$/],
    fixed: machine("{% $states.input.key %}"),
  },
  {
    policy: noKeysInOutputs,
    title: "an output whose value looks like a key",
    broken: stack({ settings: { key: KEYS[1]![1] } }),
    violations: [/^it: output settings holds an AppSync API key; wrap it in pulumi.secret$/],
    fixed: stack({ apiKeys: { key: KEYS[1]![1] } }),
  },
  {
    policy: noKeysInOutputs,
    title: "an output with the name of a key",
    broken: stack({ ordersApiKey: "…" }),
    violations: [/^it: output ordersApiKey is a key by its name/],
    fixed: stack({ ordersApiKey: undefined, ordersUrl: "https://…" }),
  },
  {
    policy: noKeysInOutputs,
    title: "an output that contains the key of a resource",
    broken: [stack({ url: "https://…?key=0123456789abcdef0123" }), apiKey],
    violations: [/^it: output url holds the key of orders-key/],
    fixed: [stack({ url: "https://…" }), apiKey],
  },
  {
    policy: noKeysInOutputs,
    title: "an output that is not among the configured secrets",
    broken: stack({ apiKeys: { key: KEYS[1]![1] } }),
    violations: [/^it: output apiKeys holds/],
    fixed: stack({ other: KEYS[1]![1] }),
    setting: { config: { secretOutputs: ["other"] } },
  },
];
