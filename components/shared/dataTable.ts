import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../../states";
import { allow } from "./allow";
import { useKeyVia } from "./dataKey";
import { defaultOperations, type Operations } from "./operations";

/** The arguments of a {@link DataTable}: its keys, all of them strings. */
export interface DataTableArgs {
  /** The name of the partition key. */
  hashKey: string;
  /** The name of the sort key. Default: none. */
  rangeKey?: string;
  /** Global secondary indexes, which contain only the keys. */
  indexes?: { name: string; hashKey: string; rangeKey: string }[];
  /** The attribute with the time, in seconds since 1970, after which DynamoDB deletes an item. Default: none. */
  expiresBy?: string;
  /** How the stack operates its tables: `kmsKeyArn` and `protect`. Default: {@link defaultOperations}. */
  operations?: Pick<Partial<Operations>, "kmsKeyArn" | "protect">;
}

/**
 * A table with on-demand capacity, encrypted and, where the stack's operations protect data, with point-in-time recovery and
 * deletion protection. Its grants include the use of the stack's key, where there is one.
 *
 * @example new DataTable("orders", { hashKey: "accountid", rangeKey: "vendorid", operations }, { parent: this })
 */
export class DataTable extends aws.dynamodb.Table {
  private readonly encryptionKeyArn: pulumi.Input<string> | undefined;

  constructor(
    name: string,
    { hashKey, rangeKey, indexes = [], expiresBy, operations }: DataTableArgs,
    options?: pulumi.CustomResourceOptions,
  ) {
    const { kmsKeyArn, protect } = { ...defaultOperations, ...operations };
    const keys = [hashKey, rangeKey, ...indexes.flatMap((index) => [index.hashKey, index.rangeKey])];
    super(
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
          indexes.length > 0
            ? indexes.map((index) => ({ ...index, projectionType: "KEYS_ONLY" }))
            : undefined,
        ttl: expiresBy === undefined ? undefined : { attributeName: expiresBy, enabled: true },
        serverSideEncryption: kmsKeyArn ? { enabled: true, kmsKeyArn } : undefined,
        pointInTimeRecovery: { enabled: protect },
        deletionProtectionEnabled: protect,
      },
      { ...options, protect },
    );
    this.encryptionKeyArn = kmsKeyArn;
  }

  /** Allows operations on the table's items: `dynamodb:GetItem`. */
  allow(...actions: `dynamodb:${string}`[]): PolicyStatement[] {
    return [allow("UseTable", actions, this.arn), ...this.useKey()];
  }

  /** Allows querying an index, which contains only keys, and reading the items that it finds. */
  allowReadByIndex(index: string, sids = { query: "QueryIndex", read: "ReadItems" }): PolicyStatement[] {
    return [
      allow(sids.query, ["dynamodb:Query"], pulumi.interpolate`${this.arn}/index/${index}`),
      allow(sids.read, ["dynamodb:BatchGetItem"], this.arn),
      ...this.useKey(),
    ];
  }

  private useKey(): PolicyStatement[] {
    return useKeyVia("dynamodb", "kms:Decrypt", this.encryptionKeyArn, this);
  }
}
