import { createHash } from "node:crypto";
import { partitionOf } from "../provider/creation";
import { type Account, DEPLOYED_AT } from "../provider/model";
import { isIncomplete, type LocalValues } from "./localValues";

/** A secret of Secrets Manager that the program's account has. */
export interface GivenSecret {
  name: string;
  value: string;
}

/** The secrets of a stack's values; objects as JSON, as Secrets Manager keeps them. */
export function givenSecrets({ secrets = {} }: LocalValues): GivenSecret[] {
  return Object.entries(secrets)
    .filter(([, value]) => !isIncomplete(value))
    .map(([name, value]) => ({ name, value: typeof value === "string" ? value : JSON.stringify(value) }));
}

/** @param id the name or the ARN */
export function findSecret(id: string, values: LocalValues): GivenSecret | undefined {
  const name = /^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:(.+)-[A-Za-z0-9]{6}$/.exec(id)?.[1] ?? id;
  return givenSecrets(values).find((secret) => secret.name === name || secret.name === id);
}

/** The six characters that Secrets Manager puts behind a secret's name in its ARN; always the same ones for a name. */
export function secretArn({ name }: Pick<GivenSecret, "name">, { region, accountId }: Account): string {
  if (name.startsWith("arn:")) return name;
  const suffix = createHash("sha256").update(name).digest("hex").slice(0, 6);
  return `arn:${partitionOf(region)}:secretsmanager:${region}:${accountId}:secret:${name}-${suffix}`;
}

export function secretResult(secret: GivenSecret, _args: object, account: Account) {
  const arn = secretArn(secret, account);
  return {
    id: arn,
    arn,
    createdDate: DEPLOYED_AT,
    description: "",
    kmsKeyId: "",
    lastChangedDate: DEPLOYED_AT,
    name: secret.name,
    policy: "",
    tags: {},
    type: "",
  };
}

export function secretVersionResult(
  secret: GivenSecret,
  args: { secretId?: unknown; versionStage?: unknown; versionId?: unknown },
  account: Account,
) {
  const arn = secretArn(secret, account);
  const stage = String(args.versionStage ?? "AWSCURRENT");
  return {
    id: `${args.secretId}|${args.versionId ?? stage}`,
    arn,
    createdDate: DEPLOYED_AT,
    secretArn: arn,
    secretBinary: "",
    secretString: secret.value,
    versionId: createHash("sha256").update(arn).digest("hex").slice(0, 32),
    versionStages: [stage],
  };
}
