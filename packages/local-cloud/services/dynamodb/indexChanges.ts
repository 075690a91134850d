import { promisify } from "node:util";
import { type Store, updateIndexes } from "dynalite/db";
import { AwsError } from "../../aws/service";
import { type Input, type Item, validationError } from "./item";
import { definitionOf } from "./tableDefinition";

interface Index extends Input {
  IndexName: string;
  KeySchema: { AttributeName: string }[];
}

interface Change {
  Create?: Index;
  Delete?: { IndexName: string };
}

interface Table extends Input {
  TableArn: string;
  KeySchema: { AttributeName: string }[];
  AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
  GlobalSecondaryIndexes?: Index[];
  BillingModeSummary?: { BillingMode: string };
}

/** Whether an `UpdateTable` creates or deletes an index, which dynalite ignores. */
export const changesIndexes = ({ GlobalSecondaryIndexUpdates }: Input): boolean =>
  ((GlobalSecondaryIndexUpdates ?? []) as Change[]).some(({ Create, Delete }) => Create ?? Delete);

/** What is left of an `UpdateTable` for dynalite; undefined if nothing is. */
export function withoutIndexChanges(input: Input): Input | undefined {
  const { GlobalSecondaryIndexUpdates, AttributeDefinitions: _, TableName, ...rest } = input;
  const updates = ((GlobalSecondaryIndexUpdates ?? []) as Change[]).filter(
    ({ Create, Delete }) => !(Create ?? Delete),
  );
  if (updates.length === 0 && Object.keys(rest).length === 0) return undefined;
  return { TableName, ...rest, ...(updates.length > 0 && { GlobalSecondaryIndexUpdates: updates }) };
}

/**
 * Creates or deletes a global secondary index of a table; a new one has the table's items at once. Nothing else may use the
 * store meanwhile. Throws AWS's errors.
 *
 * @param check throws the error of a `CreateTable` with the definition that the table would have
 */
export async function changeIndexes(store: Store, input: Input, check: (definition: Input) => void) {
  const changes = (input.GlobalSecondaryIndexUpdates as Change[]).filter(
    ({ Create, Delete }) => Create ?? Delete,
  );
  if (changes.length > 1)
    throw new AwsError(
      "LimitExceededException",
      "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
    );
  const name = String(input.TableName);
  const table = (await promisify(store.getTable)(name, false)) as Table;
  const [{ Create, Delete } = {}] = changes;
  if (Create) await createIndex(store, table, Create, input, check);
  else if (Delete) await deleteIndex(store, table, Delete.IndexName);
}

async function createIndex(
  store: Store,
  table: Table,
  index: Index,
  { AttributeDefinitions = [] }: Input,
  check: (definition: Input) => void,
): Promise<void> {
  const { GlobalSecondaryIndexes: existing = [], LocalSecondaryIndexes: local = [] } = table;
  if ([...existing, ...(local as Index[])].some(({ IndexName }) => IndexName === index.IndexName))
    throw validationError("Attempting to create an index which already exists");
  const onDemand = table.BillingModeSummary?.BillingMode === "PAY_PER_REQUEST";
  if (!onDemand && !index.ProvisionedThroughput)
    throw validationError(
      `One or more parameter values were invalid: ProvisionedThroughput must be specified for index: ${index.IndexName}`,
    );
  const given = AttributeDefinitions as Table["AttributeDefinitions"];
  const known = new Set(table.AttributeDefinitions.map(({ AttributeName }) => AttributeName));
  const definitions = [
    ...table.AttributeDefinitions,
    ...given.filter(({ AttributeName }) => !known.has(AttributeName)),
  ];
  const definition = definitionOf({ ...table, AttributeDefinitions: definitions });
  const indexes = [...((definition.GlobalSecondaryIndexes ?? []) as Input[]), index];
  const mode = onDemand
    ? {}
    : { BillingMode: "PROVISIONED", ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } };
  check({ ...definition, ...mode, GlobalSecondaryIndexes: indexes });
  const throughput = index.ProvisionedThroughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 };
  const created = {
    ...index,
    IndexArn: `${table.TableArn}/index/${index.IndexName}`,
    IndexSizeBytes: 0,
    ItemCount: 0,
    IndexStatus: "ACTIVE",
    ProvisionedThroughput: { ...throughput, NumberOfDecreasesToday: 0 },
  };
  const changed = withUsedDefinitions({
    ...table,
    AttributeDefinitions: definitions,
    GlobalSecondaryIndexes: [...existing, created],
  });
  await fill(store, { ...changed, GlobalSecondaryIndexes: [created], LocalSecondaryIndexes: [] });
  await put(store, changed);
}

/** An item whose attributes do not have the types of the index's key is not in it, as on AWS. */
async function fill(store: Store, table: Table & { GlobalSecondaryIndexes: Index[] }): Promise<void> {
  const [{ KeySchema } = { KeySchema: [] }] = table.GlobalSecondaryIndexes;
  const types = KeySchema.map(({ AttributeName: name }): [string, string] => [
    name,
    table.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType ?? "",
  ]);
  for await (const item of store.getItemDb(String(table.TableName)).createValueStream({})) {
    if (types.some(([name, type]) => (item as Item)[name]?.[type] === undefined)) continue;
    await promisify(updateIndexes)(store, table, undefined, item);
  }
}

/** The words for an index that does not exist are a guess. */
async function deleteIndex(store: Store, table: Table, index: string): Promise<void> {
  const { GlobalSecondaryIndexes: existing = [] } = table;
  const left = existing.filter(({ IndexName }) => IndexName !== index);
  if (left.length === existing.length)
    throw new AwsError(
      "ResourceNotFoundException",
      `Requested resource not found: Table: ${table.TableName}, index: ${index} not found`,
    );
  const { GlobalSecondaryIndexes: _, ...rest } = table;
  await put(
    store,
    withUsedDefinitions({ ...rest, ...(left.length > 0 && { GlobalSecondaryIndexes: left }) } as Table),
  );
  await promisify(store.deleteIndexDb)("Global", String(table.TableName), index);
}

/** The table with the definitions of the attributes that a key has. */
function withUsedDefinitions(table: Table): Table {
  const { AttributeDefinitions, GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = table;
  const schemas = [table, ...GlobalSecondaryIndexes, ...(LocalSecondaryIndexes as Index[])];
  const used = new Set(
    schemas.flatMap(({ KeySchema }) => KeySchema.map(({ AttributeName }) => AttributeName)),
  );
  return {
    ...table,
    AttributeDefinitions: AttributeDefinitions.filter(({ AttributeName }) => used.has(AttributeName)),
  };
}

const put = ({ tableDb }: Store, table: Table): Promise<void> =>
  promisify(tableDb.put)(String(table.TableName), table);
