import type { Cloud, Requirement } from "../aws/service";

/** The ARN of the key behind an alias (`alias/orders`); `undefined` if there is none. */
export type KeyAliases = (alias: string) => string | undefined;

/** The ARN of a key that is given as AWS's services take it: by id, alias, alias ARN or key ARN. */
export function keyArn(
  keyId: string,
  { accountId, region }: Pick<Cloud, "accountId" | "region">,
  resolveAlias: KeyAliases = () => undefined,
): string {
  if (/^arn:[^:]+:kms:.*:key\//.test(keyId)) return keyId;
  const alias = /(?:^|:)(alias\/.+)$/.exec(keyId)?.[1];
  const arn = (resource: string) => `arn:aws:kms:${region}:${accountId}:${resource}`;
  if (alias === undefined) return arn(`key/${keyId}`);
  return resolveAlias(alias) ?? arn(alias);
}

/**
 * What a caller must be allowed to do for a service to decrypt with a key on the caller's behalf: nothing without a key, or with
 * one that AWS manages (`alias/aws/ssm`).
 */
export function decryptingVia(
  keyId: string | undefined,
  cloud: Pick<Cloud, "accountId" | "region">,
  service: string,
  encryptionContext: Record<string, string>,
): Requirement[] {
  if (keyId === undefined || keyId.includes("alias/aws/")) return [];
  const endpoint = `${service}.${cloud.region}.amazonaws.com`;
  return viaService(["Decrypt"], keyArn(keyId, cloud), endpoint, encryptionContext);
}

/**
 * What a caller must be allowed to do with a customer-managed key for a service to use it on the caller's behalf.
 * @param encryptionContext what the service binds the ciphertext to: `{"aws:sns:topicArn": "arn:…"}`
 */
export function viaService(
  actions: readonly string[],
  key: string,
  service: string,
  encryptionContext: Record<string, string>,
): Requirement[] {
  const context: Record<string, string> = { "kms:ViaService": service };
  for (const [name, value] of Object.entries(encryptionContext)) {
    context[`kms:EncryptionContext:${name}`] = value;
  }
  return actions.map((action) => ({ action: `kms:${action}`, resource: key, context }));
}
