import { isDeepStrictEqual } from "node:util";
import type { LocalServices } from "../../local-cloud";
import { AwsError, definitionOf } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import type { Deployer } from "./deployer";
import { json, text } from "./properties";

type Input = Record<string, unknown>;

const call = ({ cloud }: LocalServices, operation: string, input: object) =>
  cloud.call(cloud.administrator, "dynamodb", operation, input);

interface KeySchemaInputs {
  hashKey?: string;
  rangeKey?: string;
  keySchemas?: { attributeName: string; keyType: string }[];
}

interface IndexInputs extends KeySchemaInputs {
  name: string;
  projectionType: string;
  nonKeyAttributes?: string[];
}

interface TableInputs extends KeySchemaInputs {
  attributes?: { name: string; type: string }[];
  globalSecondaryIndexes?: IndexInputs[];
  localSecondaryIndexes?: IndexInputs[];
  ttl?: { attributeName?: string; enabled?: boolean };
  pointInTimeRecovery?: { enabled: boolean; recoveryPeriodInDays?: number };
  serverSideEncryption?: { enabled: boolean; kmsKeyArn?: string };
  deletionProtectionEnabled?: boolean;
  tags?: Record<string, string>;
}

const inputsOf = ({ inputs }: Resource) => inputs as TableInputs;

function keySchema({ hashKey, rangeKey, keySchemas }: KeySchemaInputs): Input[] {
  if (keySchemas) return keySchemas.map(({ attributeName, keyType }) => key(attributeName, keyType));
  return [...(hashKey ? [key(hashKey, "HASH")] : []), ...(rangeKey ? [key(rangeKey, "RANGE")] : [])];
}

const key = (AttributeName: string, KeyType: string) => ({ AttributeName, KeyType });

const indexDefinition = (index: IndexInputs, hashKey?: string) => ({
  IndexName: index.name,
  KeySchema: keySchema(hashKey ? { hashKey, ...index } : index),
  Projection: {
    ProjectionType: index.projectionType,
    ...(index.nonKeyAttributes?.length && { NonKeyAttributes: index.nonKeyAttributes }),
  },
});

/**
 * What a table's items depend on. Capacity costs nothing and limits nothing here, so that every table has the on-demand
 * mode's.
 */
function definition(resource: Resource): Input {
  const { attributes, globalSecondaryIndexes, localSecondaryIndexes, ...inputs } = inputsOf(resource);
  const local = localSecondaryIndexes?.map((index) => indexDefinition(index, inputs.hashKey));
  const global = globalSecondaryIndexes?.map((index) => indexDefinition(index));
  return {
    TableName: text(resource, "name"),
    AttributeDefinitions: attributes?.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    KeySchema: keySchema(inputs),
    BillingMode: "PAY_PER_REQUEST",
    ...(global?.length && { GlobalSecondaryIndexes: global }),
    ...(local?.length && { LocalSecondaryIndexes: local }),
  };
}

function protection(resource: Resource): Input {
  const { deletionProtectionEnabled, serverSideEncryption: encryption } = inputsOf(resource);
  return {
    DeletionProtectionEnabled: deletionProtectionEnabled ?? false,
    SSESpecification: {
      Enabled: encryption?.enabled ?? false,
      ...(encryption?.kmsKeyArn && { SSEType: "KMS", KMSMasterKeyId: encryption.kmsKeyArn }),
    },
  };
}

async function putSettings(resource: Resource, services: LocalServices): Promise<void> {
  const TableName = text(resource, "name");
  const { ttl, pointInTimeRecovery } = inputsOf(resource);
  const { TimeToLiveDescription } = await call(services, "DescribeTimeToLive", { TableName });
  const { TimeToLiveStatus, AttributeName } = TimeToLiveDescription as Record<string, string>;
  const enabled = Boolean(ttl?.enabled ?? ttl?.attributeName);
  if (enabled !== (TimeToLiveStatus === "ENABLED")) {
    const attribute = ttl?.attributeName || AttributeName;
    const TimeToLiveSpecification = { AttributeName: attribute, Enabled: enabled };
    await call(services, "UpdateTimeToLive", { TableName, TimeToLiveSpecification });
  }
  await call(services, "UpdateContinuousBackups", {
    TableName,
    PointInTimeRecoverySpecification: {
      PointInTimeRecoveryEnabled: pointInTimeRecovery?.enabled ?? false,
      ...(pointInTimeRecovery?.recoveryPeriodInDays && {
        RecoveryPeriodInDays: pointInTimeRecovery.recoveryPeriodInDays,
      }),
    },
  });
}

/** Makes the table what the program wants: other indexes are made with the items it has. */
async function change(resource: Resource, services: LocalServices, otherIndexes: boolean): Promise<void> {
  const wanted = definition(resource);
  if (otherIndexes) await services.dynamodb.redefine(wanted);
  await call(services, "UpdateTable", { TableName: wanted.TableName, ...protection(resource) });
  await putSettings(resource, services);
}

/** What is there of a table that was kept; nothing where it was not. */
async function keptDefinition(resource: Resource, services: LocalServices): Promise<Input | undefined> {
  try {
    const { Table } = await call(services, "DescribeTable", { TableName: text(resource, "name") });
    return definitionOf(Table as Input);
  } catch (error) {
    if (error instanceof AwsError && error.code === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

/** Takes over a table that was kept, with its items; only where its key is another it is made anew, without. */
async function adopt(resource: Resource, kept: Input, services: LocalServices): Promise<void> {
  const wanted = definition(resource);
  if (isDeepStrictEqual(keyOf(kept), keyOf(wanted))) {
    return change(resource, services, !isDeepStrictEqual(sorted(kept), sorted(wanted)));
  }
  process.emitWarning(
    `the table ${wanted.TableName} has another key than the one that was kept: it was made anew, without items`,
  );
  await call(services, "UpdateTable", { TableName: wanted.TableName, DeletionProtectionEnabled: false });
  await call(services, "DeleteTable", { TableName: wanted.TableName });
  await table.create(resource, services);
}

/** The attributes of a table's key, with their types. */
function keyOf({ KeySchema, AttributeDefinitions }: Input): Input[] {
  const types = AttributeDefinitions as Input[];
  return (KeySchema as Input[]).map((element) => ({
    ...element,
    ...types.find(({ AttributeName }) => AttributeName === element.AttributeName),
  }));
}

/** A definition whose lists are in the order of their names, which means nothing. */
function sorted(definition: Input): Input {
  return Object.fromEntries(
    Object.entries(definition).flatMap(([name, value]) => {
      if (value === undefined) return [];
      if (!Array.isArray(value) || name === "KeySchema") return [[name, value]];
      const byName = (value as Input[]).toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
      return [[name, byName]];
    }),
  );
}

const nameOf = ({ IndexName, AttributeName }: Input) => String(IndexName ?? AttributeName);

const table: Deployer = {
  async create(resource, services) {
    const kept = services.data && (await keptDefinition(resource, services));
    if (kept) return adopt(resource, kept, services);
    const { tags = {} } = inputsOf(resource);
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await call(services, "CreateTable", { ...definition(resource), ...protection(resource), Tags });
    await putSettings(resource, services);
  },
  async update(resource, before, services) {
    const [now, old] = [definition(resource), definition(before)];
    if (now.TableName !== old.TableName || !isDeepStrictEqual(now.KeySchema, old.KeySchema)) {
      await table.delete(before, services);
      return table.create(resource, services);
    }
    await change(resource, services, !isDeepStrictEqual(now, old));
  },
  async delete(resource, services) {
    await call(services, "DeleteTable", { TableName: text(resource, "name") });
  },
};

const tableItem: Deployer = {
  async create(resource, services) {
    const Item = json<Input>(resource, "item");
    await call(services, "PutItem", { TableName: text(resource, "tableName"), Item });
  },
  async delete(resource, services) {
    const item = json<Input>(resource, "item");
    const { hashKey, rangeKey } = resource.inputs as KeySchemaInputs;
    const names = [hashKey, rangeKey].filter((name) => name !== undefined);
    const Key = Object.fromEntries(names.map((name) => [name, item[name]]));
    await call(services, "DeleteItem", { TableName: text(resource, "tableName"), Key });
  },
};

export const tables: Record<string, Deployer> = {
  "aws:dynamodb/table:Table": table,
  "aws:dynamodb/tableItem:TableItem": tableItem,
};
