import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Operations } from "./operations";

/** The keys of a table, all of them text. */
export interface DataTableKeys {
  hashKey: string;
  rangeKey?: string;
  /** Global secondary indexes, which hold nothing but the keys. */
  indexes?: { name: string; hashKey: string; rangeKey: string }[];
}

/**
 * Makes a table that is paid by request, encrypted, and, where the stack's operations protect data, recoverable to any moment
 * and kept from deletion.
 */
export function createDataTable(
  name: string,
  { hashKey, rangeKey, indexes = [] }: DataTableKeys,
  { kmsKeyArn, protect }: Operations,
  parent: pulumi.Resource,
): aws.dynamodb.Table {
  const keys = [hashKey, rangeKey, ...indexes.flatMap((index) => [index.hashKey, index.rangeKey])];
  return new aws.dynamodb.Table(
    name,
    {
      billingMode: "PAY_PER_REQUEST",
      hashKey,
      rangeKey,
      attributes: [...new Set(keys.filter((key) => key !== undefined))].map((key) => ({
        name: key,
        type: "S",
      })),
      globalSecondaryIndexes:
        indexes.length > 0 ? indexes.map((index) => ({ ...index, projectionType: "KEYS_ONLY" })) : undefined,
      serverSideEncryption: kmsKeyArn ? { enabled: true, kmsKeyArn } : undefined,
      pointInTimeRecovery: { enabled: protect },
      deletionProtectionEnabled: protect,
    },
    { parent, protect },
  );
}
