import { AwsError, type Cloud } from "../../aws/service";
import type { DataDirectory } from "../../data/dataDirectory";
import { type KeyAliases, keyArn } from "../kms";
import type { TableBackend } from "./backend";
import type { DryRunStore } from "./dryRun";
import { type Input, type Item, type KeyNames, validationError } from "./item";
import { createTable, deleteTable, replaceTable } from "./tableDefinition";
import { TableSettings } from "./tableSettings";
import { refuseUnsupportedSettings } from "./unsupportedSettings";

/** The key of DynamoDB that AWS manages. It is named by its alias here: there is no key behind it. */
const MANAGED_KEY = "alias/aws/dynamodb";

export interface TablesOptions {
  cloud: Pick<Cloud, "accountId" | "region">;
  resolveKeyAlias?: KeyAliases;
  /** Where settings and items are stored. Default: in memory only. */
  data?: DataDirectory;
}

/** Creates, changes, describes and deletes the backend's tables, with the settings that are stored here. */
export class Tables {
  readonly settings: TableSettings;

  constructor(
    private readonly backend: TableBackend,
    private readonly dryRuns: DryRunStore,
    private readonly options: TablesOptions,
  ) {
    this.settings = new TableSettings(options.data?.values("table settings"));
  }

  async create(input: Input): Promise<Input> {
    refuseUnsupportedSettings("CreateTable", input);
    const { DeletionProtectionEnabled, SSESpecification, Tags, ...definition } = input;
    const key = this.keyOf(SSESpecification);
    const table = String(input.TableName);
    const { TableDescription } = await createTable(this.backend, definition).catch(explain(table));
    const settings = this.settings.describe(table, TableDescription as Input);
    this.change(table, DeletionProtectionEnabled, key);
    for (const { Key, Value } of (Tags ?? []) as Record<string, string>[]) {
      settings.tags.set(String(Key), String(Value));
    }
    return { TableDescription: this.complete(table, TableDescription as Input) };
  }

  async update(input: Input): Promise<Input> {
    refuseUnsupportedSettings("UpdateTable", input);
    const { DeletionProtectionEnabled, SSESpecification, TableName, ...change } = input;
    const key = this.keyOf(SSESpecification);
    const table = String(TableName);
    if (Object.keys(change).length > 0) await this.backend.request("UpdateTable", { TableName, ...change });
    const description = await this.describe(table);
    if (change.GlobalSecondaryIndexUpdates) await this.dryRuns.forget(table);
    this.change(table, DeletionProtectionEnabled, key);
    return { TableDescription: this.complete(table, description) };
  }

  /** Recreates the table with the new definition; its items and settings stay. */
  async redefine(definition: Input): Promise<void> {
    const table = String(definition.TableName);
    const items = await scan(this.backend, table);
    if (this.backend.redefine) await this.backend.redefine(definition, items);
    else await replaceTable(this.backend, definition, items);
    await this.describe(table);
    await this.dryRuns.forget(table);
  }

  /** Throws `ValidationException` if the table is protected against deletion. */
  async delete(table: string): Promise<Input> {
    const settings = this.settings.find(table);
    if (settings?.deletionProtected) {
      throw validationError(
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
      );
    }
    const { TableDescription } = await deleteTable(this.backend, table);
    const completed = settings ? this.complete(table, TableDescription as Input) : TableDescription;
    this.settings.delete(table);
    await this.dryRuns.forget(table);
    return { TableDescription: completed };
  }

  async describe(table: string): Promise<Input> {
    const { Table } = await this.backend.request("DescribeTable", { TableName: table });
    this.settings.describe(table, Table as Input);
    return this.complete(table, Table as Input);
  }

  /**
   * The names of the key attributes of a table, or of one of its indexes. Throws `ResourceNotFoundException`, and
   * `ValidationException` if the table has no such index.
   */
  async keysOf(table: string, index?: string): Promise<KeyNames> {
    if (!this.settings.has(table)) await this.describe(table);
    const { keys, indexKeys } = this.settings.get(table);
    const names = index === undefined ? keys : indexKeys.get(index);
    if (!names) throw validationError(`The table does not have the specified index: ${index}`);
    return names;
  }

  arn(table: string): string {
    const { accountId, region } = this.options.cloud;
    return `arn:aws:dynamodb:${region}:${accountId}:table/${table}`;
  }

  /** The ARN of the key that a table is to be encrypted with; null for one of DynamoDB's own. */
  private keyOf(specification: unknown): string | null | undefined {
    if (!specification) return undefined;
    const { Enabled, SSEType, KMSMasterKeyId } = specification as Record<string, string | boolean>;
    if (SSEType !== undefined && SSEType !== "KMS")
      throw validationError(
        `One or more parameter values were invalid: SSEType is '${SSEType}'; the only supported value is KMS`,
      );
    if (Enabled !== true && KMSMasterKeyId === undefined && SSEType === undefined) return null;
    if (Enabled === false)
      throw validationError(
        "One or more parameter values were invalid: SSEType and KMSMasterKeyId can be specified only when Enabled is true",
      );
    return keyArn(String(KMSMasterKeyId ?? MANAGED_KEY), this.options.cloud, this.options.resolveKeyAlias);
  }

  private change(table: string, deletionProtected: unknown, key: string | null | undefined): void {
    const settings = this.settings.get(table);
    if (typeof deletionProtected === "boolean") settings.deletionProtected = deletionProtected;
    if (key) settings.keyArn = key;
    else if (key === null) delete settings.keyArn;
  }

  /** Adds the settings stored here to the backend's description, and replaces its ARNs: the backend has its own account. */
  private complete(table: string, description: Input): Input {
    const { deletionProtected, keyArn: KMSMasterKeyArn } = this.settings.get(table);
    const foreign = /arn:aws:dynamodb:[^:"]*:\d*:table\//g;
    // A member that AWS does not have, with what BillingModeSummary says too.
    const { TableThroughputModeSummary: _, ...renamed } = JSON.parse(
      JSON.stringify(description).replace(foreign, this.arn("")),
    ) as Input;
    return {
      ...renamed,
      DeletionProtectionEnabled: deletionProtected,
      ...(KMSMasterKeyArn && { SSEDescription: { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn } }),
    };
  }
}

/** The backend gives no reason. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const explain =
  (table: string) =>
  (error: unknown): never => {
    if (error instanceof AwsError && error.code === "ResourceInUseException")
      throw new AwsError(error.code, `Table already exists: ${table}`);
    throw error;
  };

async function scan(tables: TableBackend, TableName: string): Promise<Item[]> {
  const items: Item[] = [];
  let start: unknown;
  do {
    const page = await tables.request("Scan", { TableName, ...(start ? { ExclusiveStartKey: start } : {}) });
    items.push(...(page.Items as Item[]));
    start = page.LastEvaluatedKey;
  } while (start);
  return items;
}
