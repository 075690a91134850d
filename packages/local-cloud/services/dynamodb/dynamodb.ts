import type { Clock } from "../../aws/clock";
import { awsJson, type Codec } from "../../aws/protocols/awsJson";
import {
  AwsError,
  type CallContext,
  type Caller,
  type Requirement,
  type Service,
  type ServiceCall,
} from "../../aws/service";
import { withoutNulls } from "../inputShape";
import { viaService } from "../kms";
import { Locks } from "../locks";
import type { TableBackend } from "./backend";
import { DryRunStore } from "./dryRun";
import { createDynalite } from "./dynaliteBackend";
import { connectTables } from "./endpointBackend";
import { ExpiringTables } from "./expiringTables";
import { checkRequired, checkTypes } from "./inputs";
import { type Input, type KeyNames, tableName } from "./item";
import { ItemWrites } from "./itemWrites";
import { Partiql, statementRequirements } from "./partiql";
import { PersistentTables } from "./persistentTables";
import {
  accessRequirement,
  OPERATION_NAMES,
  STATEMENT_OPERATIONS,
  type TableAccess,
  tableAccesses,
} from "./requirements";
import { withTableNames } from "./tableNames";
import type { TimeToLive } from "./tableSettings";
import { Tables, type TablesOptions } from "./tables";
import { Transactions } from "./transactions";

export interface DynamoDbOptions extends TablesOptions {
  clock: Clock;
  /** Another emulator, instead of the one in this process: `http://localhost:8000`. */
  endpoint?: { url: string };
}

const SETTINGS_OPERATIONS = new Set([
  "CreateTable",
  "DeleteTable",
  "TagResource",
  "UntagResource",
  "UpdateContinuousBackups",
  "UpdateTable",
  "UpdateTimeToLive",
]);

type Operation = (input: Input, signal: AbortSignal, operation: string) => Promise<Input>;

/**
 * Amazon DynamoDB ({@link https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/Welcome.html}): items, queries and
 * conditions are an emulator's; permissions, transactions, PartiQL, time to live, settings and ARNs are added here. Streams, backups and
 * global tables are not supported.
 */
export class DynamoDbService implements Service {
  readonly signingName = "dynamodb";
  readonly operationNames = OPERATION_NAMES;
  private readonly codec: Codec = awsJson({
    version: "1.0",
    targetPrefix: "DynamoDB_20120810",
    operations: OPERATION_NAMES,
    errorNamespace: "com.amazonaws.dynamodb.v20120810",
    crc32: true,
  });
  readonly decode = this.codec.decode;
  readonly encode = this.codec.encode;
  readonly encodeError = this.codec.encodeError;
  private readonly dryRuns: DryRunStore;
  private readonly tables: Tables;
  private readonly backend: TableBackend;
  private readonly expiring: ExpiringTables | undefined;
  private readonly writes: ItemWrites;
  private readonly transactions: Transactions;
  private readonly partiql: Partiql;

  static async start(options: DynamoDbOptions): Promise<DynamoDbService> {
    const { cloud, data, endpoint } = options;
    if (endpoint) return new DynamoDbService(options, connectTables(endpoint.url, cloud.region));
    const tables = createDynalite();
    const service = new DynamoDbService(options, data ? await PersistentTables.open(tables, data) : tables);
    for (const table of service.tables.settings.names()) await service.expiring?.refresh(table);
    return service;
  }

  private constructor(
    private readonly options: DynamoDbOptions,
    tables: TableBackend,
  ) {
    const { clock } = options;
    this.expiring = tables.inProcess
      ? new ExpiringTables(tables, {
          clock,
          settingsOf: (table) => this.tables.settings.find(table),
          deleteItem: (input) => this.writes.write("DeleteItem", input),
        })
      : undefined;
    const backend = this.expiring ?? tables;
    this.backend = backend;
    this.dryRuns = new DryRunStore(createDynalite);
    this.tables = new Tables(backend, this.dryRuns, options);
    const keysOf = (table: string) => this.tables.keysOf(table);
    const locks = new Locks();
    this.writes = new ItemWrites(backend, locks, keysOf);
    this.transactions = new Transactions(backend, this.dryRuns, locks, keysOf, () => clock.now());
    this.partiql = new Partiql({
      backend,
      writes: this.writes,
      transactions: this.transactions,
      keysOf: (table, index) => this.tables.keysOf(table, index),
    });
  }

  requirements({ operation, input: given }: ServiceCall): Requirement[] {
    if (!OPERATION_NAMES.has(operation)) {
      throw new AwsError("UnknownOperationException", `DynamoDB has no operation ${operation} here.`);
    }
    checkTypes(operation, given);
    const { input } = withTableNames(withoutNulls(given), this.options.cloud);
    if (operation === "ListTables") return [{ action: "dynamodb:ListTables", resource: "*" }];
    if (STATEMENT_OPERATIONS.has(operation)) return this.statementRequirements(operation, input);
    const accesses = tableAccesses(operation, input);
    return [
      ...accesses.map((access) => this.accessRequirement(access)),
      ...accesses.flatMap((access) => this.keyRequirements(access)),
    ];
  }

  async invoke(
    { operation, input: given }: ServiceCall,
    _caller: Caller,
    { signal }: CallContext,
  ): Promise<Record<string, unknown>> {
    const { input, restore } = withTableNames(withoutNulls(given), this.options.cloud);
    checkRequired(operation, input);
    const carryOut = this.operations[operation] ?? this.forward;
    const output = await carryOut(input, signal, operation);
    if (SETTINGS_OPERATIONS.has(operation)) {
      this.tables.settings.save(tableName(input.TableName ?? input.ResourceArn));
    }
    return restore(output);
  }

  /** Changes the indexes of a table by recreating it with its items and settings. */
  async redefine(definition: Input): Promise<void> {
    await this.tables.redefine(definition);
  }

  async close(): Promise<void> {
    await Promise.all([this.backend.close(), this.dryRuns.close()]);
  }

  private readonly forward: Operation = (input, signal, operation) =>
    this.backend.request(operation, input, signal);

  private readonly write: Operation = (input, signal, operation) =>
    this.backend.inProcess
      ? this.writes.write(operation, input, signal)
      : this.forward(input, signal, operation);

  private readonly batchWrite: Operation = (input, signal, operation) =>
    this.backend.inProcess ? this.writes.batch(input, signal) : this.forward(input, signal, operation);

  private readonly transactWrite: Operation = (input, signal, operation) =>
    this.backend.inProcess ? this.transactions.write(input) : this.forward(input, signal, operation);

  private readonly transactGet: Operation = (input, signal, operation) =>
    this.backend.inProcess ? this.transactions.get(input) : this.forward(input, signal, operation);

  private readonly statements: Operation = (input, signal, operation) =>
    this.backend.inProcess
      ? this.partiql.execute(operation, input, signal)
      : this.forward(input, signal, operation);

  private readonly updateRecovery: Operation = async ({ TableName, PointInTimeRecoverySpecification }) => {
    const { PointInTimeRecoveryEnabled, RecoveryPeriodInDays } = (PointInTimeRecoverySpecification ??
      {}) as Input;
    const wanted = {
      enabled: PointInTimeRecoveryEnabled === true,
      ...(RecoveryPeriodInDays !== undefined && { days: Number(RecoveryPeriodInDays) }),
    };
    return this.tables.settings.setRecovery(String(TableName), wanted, this.options.clock.now());
  };

  /** The operations that are not simply forwarded to the backend. */
  private readonly operations: Readonly<Record<string, Operation>> = {
    BatchExecuteStatement: this.statements,
    BatchWriteItem: this.batchWrite,
    CreateTable: (input) => this.tables.create(input),
    DeleteItem: this.write,
    DeleteTable: ({ TableName }) => this.tables.delete(String(TableName)),
    DescribeContinuousBackups: ({ TableName }) =>
      ofBackups(String(TableName), async () =>
        this.tables.settings.describeRecovery(String(TableName), this.options.clock.now()),
      ),
    DescribeTable: async ({ TableName }) => ({ Table: await this.tables.describe(String(TableName)) }),
    DescribeTimeToLive: async ({ TableName }) => this.tables.settings.describeTimeToLive(String(TableName)),
    ExecuteStatement: this.statements,
    ExecuteTransaction: this.statements,
    ListTagsOfResource: async ({ ResourceArn }) => ({
      Tags: [...this.tagsOf(ResourceArn)].map(([Key, Value]) => ({ Key, Value })),
    }),
    PutItem: this.write,
    TagResource: async ({ ResourceArn, Tags }) => {
      const tags = this.tagsOf(ResourceArn);
      for (const { Key, Value } of (Tags ?? []) as Record<string, string>[]) {
        tags.set(String(Key), String(Value));
      }
      return {};
    },
    TransactGetItems: this.transactGet,
    TransactWriteItems: this.transactWrite,
    UntagResource: async ({ ResourceArn, TagKeys }) => {
      for (const key of (TagKeys ?? []) as string[]) this.tagsOf(ResourceArn).delete(key);
      return {};
    },
    UpdateContinuousBackups: (input, signal, operation) =>
      ofBackups(String(input.TableName), () => this.updateRecovery(input, signal, operation)),
    UpdateItem: this.write,
    UpdateTable: (input) => this.tables.update(input),
    UpdateTimeToLive: async ({ TableName, TimeToLiveSpecification }) => {
      const table = String(TableName);
      const output = this.tables.settings.setTimeToLive(table, TimeToLiveSpecification as TimeToLive);
      await this.expiring?.refresh(table);
      return output;
    },
  };

  private tagsOf(resourceArn: unknown): Map<string, string> {
    return this.tables.settings.get(tableName(resourceArn)).tags;
  }

  private accessRequirement(access: TableAccess): Requirement {
    return accessRequirement(access, this.tables.arn(access.table), this.knownKeys(access));
  }

  private statementRequirements(operation: string, input: Input): Requirement[] {
    const found = statementRequirements(operation, input, (source) => ({
      tableArn: this.tables.arn(source.table),
      keys: this.knownKeys(source),
    }));
    return [
      ...found.map(({ requirement }) => requirement),
      ...found.flatMap(({ table }) => this.keyRequirements({ table, data: true })),
    ];
  }

  /** The key attributes of a table or index; none if they are not known. */
  private knownKeys({ table, index }: { table: string; index?: string }): KeyNames {
    const settings = this.tables.settings.find(table);
    return (index === undefined ? settings?.keys : settings?.indexKeys.get(index)) ?? [];
  }

  /**
   * A caller that reads or writes items of a table with a customer-managed key needs access to the key: DynamoDB decrypts
   * the table's key on behalf of the caller. {@link https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html}
   */
  private keyRequirements({ table, data }: Pick<TableAccess, "table" | "data">): Requirement[] {
    const key = this.tables.settings.find(table)?.keyArn;
    if (key === undefined || key.endsWith("alias/aws/dynamodb") || !data) return [];
    const { accountId, region } = this.options.cloud;
    return viaService(["Decrypt"], key, `dynamodb.${region}.amazonaws.com`, {
      "aws:dynamodb:tableName": table,
      "aws:dynamodb:subscriberId": accountId,
    });
  }
}

/** The operations of backups name a missing table in their own way. */
async function ofBackups(table: string, carryOut: () => Promise<Input>): Promise<Input> {
  try {
    return await carryOut();
  } catch (error) {
    if (!(error instanceof AwsError && error.code === "ResourceNotFoundException")) throw error;
    throw new AwsError("TableNotFoundException", `Table not found: ${table}`);
  }
}
