import type { Requirement } from "../../aws/service";
import { namedAttributes, queriedKey } from "./attributeNames";
import { type Input, type Item, type KeyNames, tableName, validationError } from "./item";

/** An access to one table by an operation. */
export interface TableAccess {
  /** `dynamodb:PutItem` */
  action: string;
  /** The table's name. */
  table: string;
  index?: string;
  /** The items or keys in the request. */
  items: Item[];
  /** The part of the input with the expressions. */
  request: Input;
  /** True if the operation reads or writes items. */
  data: boolean;
  /** For a part of a transaction, the transaction's operation. */
  within?: string;
}

type Accesses = (input: Input, operation: string) => TableAccess[];

const onTable =
  (data: boolean): Accesses =>
  (input, operation) => {
    const { TableName, IndexName, Key, Item } = input;
    return [
      {
        action: `dynamodb:${operation}`,
        table: tableName(TableName),
        ...(typeof IndexName === "string" && data && { index: IndexName }),
        items: [Key, Item].filter((item): item is Item => typeof item === "object" && item !== null),
        request: input,
        data,
      },
    ];
  };

const onItems = onTable(true);
const onSettings = onTable(false);
const onArn: Accesses = ({ ResourceArn }, operation) => onSettings({ TableName: ResourceArn }, operation);

const batchGet: Accesses = ({ RequestItems }, operation) =>
  Object.entries((RequestItems ?? {}) as Record<string, Input>).map(([table, request]) => ({
    action: `dynamodb:${operation}`,
    table: tableName(table),
    items: (request.Keys ?? []) as Item[],
    request,
    data: true,
  }));

const batchWrite: Accesses = ({ RequestItems }, operation) =>
  Object.entries((RequestItems ?? {}) as Record<string, Record<string, Input>[]>).map(([table, writes]) => ({
    action: `dynamodb:${operation}`,
    table: tableName(table),
    items: writes.flatMap(({ PutRequest, DeleteRequest }) =>
      [PutRequest?.Item, DeleteRequest?.Key].filter((item): item is Item => item !== undefined),
    ),
    request: {},
    data: true,
  }));

/** The IAM action that each part of a transaction requires. */
const TRANSACTION_ACTIONS: Readonly<Record<string, string>> = {
  ConditionCheck: "ConditionCheckItem",
  Delete: "DeleteItem",
  Get: "GetItem",
  Put: "PutItem",
  Update: "UpdateItem",
};

const transaction: Accesses = ({ TransactItems }, operation) =>
  ((TransactItems ?? []) as Record<string, Input>[]).flatMap((part) =>
    Object.entries(part).flatMap(([kind, request]) => {
      const action = Object.hasOwn(TRANSACTION_ACTIONS, kind) && TRANSACTION_ACTIONS[kind];
      if (!action) throw validationError(`TransactItems cannot contain ${kind}`);
      return onItems(request, action).map((access) => ({ ...access, within: operation }));
    }),
  );

const OPERATIONS: Readonly<Record<string, Accesses>> = {
  BatchGetItem: batchGet,
  BatchWriteItem: batchWrite,
  CreateTable: onSettings,
  DeleteItem: onItems,
  DeleteTable: onSettings,
  DescribeContinuousBackups: onSettings,
  DescribeTable: onSettings,
  DescribeTimeToLive: onSettings,
  GetItem: onItems,
  ListTables: () => [],
  ListTagsOfResource: onArn,
  PutItem: onItems,
  Query: onItems,
  Scan: onItems,
  TagResource: onArn,
  TransactGetItems: transaction,
  TransactWriteItems: transaction,
  UntagResource: onArn,
  UpdateContinuousBackups: onSettings,
  UpdateItem: onItems,
  UpdateTable: onSettings,
  UpdateTimeToLive: onSettings,
};

/** The operations that carry out statements, each of which requires its own action. */
export const STATEMENT_OPERATIONS: ReadonlySet<string> = new Set([
  "BatchExecuteStatement",
  "ExecuteStatement",
  "ExecuteTransaction",
]);

export const OPERATION_NAMES: ReadonlySet<string> = new Set([
  ...Object.keys(OPERATIONS),
  ...STATEMENT_OPERATIONS,
]);

export function tableAccesses(operation: string, input: Input): TableAccess[] {
  return OPERATIONS[operation]?.(input, operation) ?? [];
}

/**
 * The permission that an access requires, with the condition keys of
 * {@link https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html}.
 * @param keys the key attributes of the table or index; empty if not known
 */
export function accessRequirement(access: TableAccess, tableArn: string, keys: KeyNames): Requirement {
  const { action, index, items, request, within } = access;
  const resource = index === undefined ? tableArn : `${tableArn}/index/${index}`;
  if (!access.data) return { action, resource };
  const [partitionKey = ""] = keys;
  const keyed = action === "dynamodb:Query" ? [queriedKey(request, partitionKey)] : items;
  const context: Record<string, string | string[]> = {};
  const leading = keyed.flatMap((item) => Object.values(item[partitionKey] ?? {}).map(String));
  if (leading.length > 0) context["dynamodb:LeadingKeys"] = [...new Set(leading)];
  const attributes = namedAttributes(request, items);
  if (attributes.length > 0) context["dynamodb:Attributes"] = attributes;
  for (const member of ["Select", "ReturnValues", "ReturnConsumedCapacity"]) {
    if (typeof request[member] === "string") context[`dynamodb:${member}`] = request[member];
  }
  if (within) context["dynamodb:EnclosingOperation"] = within;
  return { action, resource, context };
}
