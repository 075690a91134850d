import { isDeepStrictEqual } from "node:util";
import type { LocalServices } from "../../local-cloud";
import { AwsError, definitionOf } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import type { Deployer } from "./deployer";
import { json, Properties, text } from "./properties";

type Input = Record<string, unknown>;

const call = ({ cloud }: LocalServices, operation: string, input: object) =>
  cloud.call(cloud.administrator, "dynamodb", operation, input);

function keySchema(inputs: Properties, fallbackHashKey?: string): Input[] {
  if (inputs.has("keySchemas")) {
    return inputs
      .items("keySchemas")
      .map((element) => key(element.text("attributeName"), element.text("keyType")));
  }
  const hashKey = inputs.optionalText("hashKey") ?? fallbackHashKey;
  const rangeKey = inputs.optionalText("rangeKey");
  return [...(hashKey ? [key(hashKey, "HASH")] : []), ...(rangeKey ? [key(rangeKey, "RANGE")] : [])];
}

const key = (AttributeName: string, KeyType: string) => ({ AttributeName, KeyType });

function indexDefinition(index: Properties, hashKey?: string): Input {
  const nonKeyAttributes = index.texts("nonKeyAttributes");
  return {
    IndexName: index.text("name"),
    KeySchema: keySchema(index, hashKey),
    Projection: {
      ProjectionType: index.text("projectionType"),
      ...(nonKeyAttributes.length && { NonKeyAttributes: nonKeyAttributes }),
    },
  };
}

const attributeDefinition = (attribute: Properties) => ({
  AttributeName: attribute.text("name"),
  AttributeType: attribute.text("type"),
});

/**
 * What a table's items depend on. Capacity costs nothing and limits nothing here, so every table is created in on-demand
 * mode.
 */
function definition(resource: Resource): Input {
  const inputs = Properties.inputsOf(resource);
  const hashKey = inputs.optionalText("hashKey");
  const local = inputs.items("localSecondaryIndexes").map((index) => indexDefinition(index, hashKey));
  const global = inputs.items("globalSecondaryIndexes").map((index) => indexDefinition(index));
  return {
    TableName: text(resource, "name"),
    AttributeDefinitions: inputs.has("attributes")
      ? inputs.items("attributes").map(attributeDefinition)
      : undefined,
    KeySchema: keySchema(inputs),
    BillingMode: "PAY_PER_REQUEST",
    ...(global.length && { GlobalSecondaryIndexes: global }),
    ...(local.length && { LocalSecondaryIndexes: local }),
  };
}

function protection(resource: Resource): Input {
  const inputs = Properties.inputsOf(resource);
  const encryption = inputs.nested("serverSideEncryption");
  const Enabled = encryption?.flag("enabled") ?? false;
  const kmsKeyArn = Enabled && encryption?.optionalText("kmsKeyArn");
  return {
    DeletionProtectionEnabled: inputs.flag("deletionProtectionEnabled"),
    SSESpecification: { Enabled, ...(kmsKeyArn && { SSEType: "KMS", KMSMasterKeyId: kmsKeyArn }) },
  };
}

async function putSettings(resource: Resource, services: LocalServices): Promise<void> {
  const TableName = text(resource, "name");
  const inputs = Properties.inputsOf(resource);
  const ttl = inputs.nested("ttl");
  const ttlAttribute = ttl?.optionalText("attributeName");
  const { TimeToLiveDescription } = await call(services, "DescribeTimeToLive", { TableName });
  const { TimeToLiveStatus, AttributeName } = TimeToLiveDescription as Record<string, string>;
  const enabled = ttl?.optionalFlag("enabled") ?? ttlAttribute !== undefined;
  if (enabled !== (TimeToLiveStatus === "ENABLED")) {
    const TimeToLiveSpecification = { AttributeName: ttlAttribute ?? AttributeName, Enabled: enabled };
    await call(services, "UpdateTimeToLive", { TableName, TimeToLiveSpecification });
  }
  const recovery = inputs.nested("pointInTimeRecovery");
  const days = recovery?.number("recoveryPeriodInDays");
  await call(services, "UpdateContinuousBackups", {
    TableName,
    PointInTimeRecoverySpecification: {
      PointInTimeRecoveryEnabled: recovery?.flag("enabled") ?? false,
      ...(days && { RecoveryPeriodInDays: days }),
    },
  });
}

/** Updates the table to what the program declares. New indexes are built from its items. */
async function change(resource: Resource, services: LocalServices, otherIndexes: boolean): Promise<void> {
  const wanted = definition(resource);
  if (otherIndexes) await services.dynamodb.redefine(wanted);
  await call(services, "UpdateTable", { TableName: wanted.TableName, ...protection(resource) });
  await putSettings(resource, services);
}

/** The definition of a persisted table; undefined if there is none. */
async function persistedDefinition(resource: Resource, services: LocalServices): Promise<Input | undefined> {
  try {
    const { Table } = await call(services, "DescribeTable", { TableName: text(resource, "name") });
    return definitionOf(Table as Input);
  } catch (error) {
    if (error instanceof AwsError && error.code === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

/** Adopts a persisted table with its items. If its key has changed, the table is recreated, without items. */
async function adopt(resource: Resource, kept: Input, services: LocalServices): Promise<void> {
  const wanted = definition(resource);
  if (isDeepStrictEqual(keyOf(kept), keyOf(wanted))) {
    return change(resource, services, !isDeepStrictEqual(sorted(kept), sorted(wanted)));
  }
  process.emitWarning(
    `the table ${wanted.TableName} has a different key than the stored one: it was recreated, without items`,
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

/** A definition with its lists sorted by name, for comparison. */
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
    const kept = services.data && (await persistedDefinition(resource, services));
    if (kept) return adopt(resource, kept, services);
    const tags = Properties.inputsOf(resource).textMap("tags");
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
  notes(resource) {
    const without = withoutEffect(Properties.inputsOf(resource));
    if (without.length === 0) return [];
    return [`${resource.type} '${resource.name}' has no ${LIST.format(without)} on this machine`];
  },
};

/** What a program declares of a table that the local cloud does not have. */
function withoutEffect(inputs: Properties): string[] {
  return [
    ...(inputs.flag("streamEnabled") ? ["stream"] : []),
    ...(inputs.items("replicas").length > 0 ? ["replicas"] : []),
    ...(inputs.has("importTable") ? ["imported items"] : []),
    ...(inputs.has("restoreSourceName") || inputs.has("restoreSourceTableArn") ? ["restored items"] : []),
  ];
}

/** `stream or replicas` */
const LIST = new Intl.ListFormat("en-US", { type: "disjunction" });

const tableItem: Deployer = {
  async create(resource, services) {
    const Item = json<Input>(resource, "item");
    await call(services, "PutItem", { TableName: text(resource, "tableName"), Item });
  },
  async delete(resource, services) {
    const item = json<Input>(resource, "item");
    const inputs = Properties.inputsOf(resource);
    const names = ["hashKey", "rangeKey"].flatMap((property) => inputs.optionalText(property) ?? []);
    const Key = Object.fromEntries(names.map((name) => [name, item[name]]));
    await call(services, "DeleteItem", { TableName: text(resource, "tableName"), Key });
  },
};

export const tables: Record<string, Deployer> = {
  "aws:dynamodb/table:Table": table,
  "aws:dynamodb/tableItem:TableItem": tableItem,
};
