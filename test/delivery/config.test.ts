import assert from "node:assert/strict";
import { type ConfigSource, readSettings } from "../../delivery/config";

const valid: Record<string, string> = {
  repository: "acme/flows",
  branch: "main",
  environments: '["dev","prod"]',
  stateBucket: "acme-state",
  stateKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  identityProviderArn: "",
};

const source = (changes: Record<string, string | undefined>): ConfigSource => {
  const values: Record<string, string | undefined> = { ...valid, ...changes };
  return { name: "delivery", get: ((key: string) => values[key]) as ConfigSource["get"] };
};

const PROVIDER = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";

describe("the configuration of delivery", () => {
  it("is read", () => {
    assert.deepEqual(readSettings(source({})), {
      ...valid,
      environments: ["dev", "prod"],
      identityProviderArn: undefined,
    });
  });

  const good: [key: string, text: string, value?: unknown][] = [
    ["repository", "acme@123456/my.flows-2@456789"],
    ["branch", "release/2026-11"],
    ["environments", '["prod"]', ["prod"]],
    ["stateKeyArn", "arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/mrk-1234"],
    ["identityProviderArn", PROVIDER],
  ];
  for (const [key, text, value = text] of good) {
    it(`accepts ${text} as ${key}`, () => {
      assert.deepEqual({ ...readSettings(source({ [key]: text })) }[key as "branch"], value);
    });
  }

  const bad: [key: string, ...texts: (string | undefined)[]][] = [
    [
      "repository",
      undefined,
      "",
      "flows",
      "acme/flows/more",
      "acme/*",
      "*/flows",
      "acme/fl ows",
      "https://github.com/acme/flows",
    ],
    ["branch", "", "*", "release/*", "main:x", "/main"],
    ["environments", "", "[]", '["staging"]', '["dev","dev"]', '"dev"', "dev", "[1]"],
    ["stateBucket", undefined, "", "ab", "Acme-State", "acme_state", "s3://acme-state", "acme-*"],
    [
      "stateKeyArn",
      undefined,
      "",
      "alias/state",
      "arn:aws:kms:us-east-1:123456789012:alias/state",
      "arn:aws:kms:us-east-1:123456789012:key/*",
    ],
    ["identityProviderArn", "github", "arn:aws:iam::123456789012:oidc-provider/example.com"],
  ];
  for (const [key, ...texts] of bad) {
    for (const text of texts) {
      it(`refuses ${text === undefined ? "no value" : `'${text}'`} as ${key}`, () => {
        const given = text === undefined ? "not set" : `'${text}'`;
        assert.throws(
          () => readSettings(source({ [key]: text })),
          ({ message }: Error) => message.includes(`  delivery:${key} is ${given}; allowed: `),
        );
      });
    }
  }

  it("names everything that is wrong", () => {
    assert.throws(
      () => readSettings(source({ repository: "flows", stateBucket: "S" })),
      /delivery:repository is 'flows'.*\n.*delivery:stateBucket is 'S'/,
    );
  });
});
