import type * as pulumi from "@pulumi/pulumi";
import type { Jsonata } from "../asl";
import { type TaskFields, type TaskOf, task, type Value } from "./task";

/** A value in DynamoDB's form: `{ S: "…" }`, `{ N: "1" }`, `{ BOOL: true }`, …; every part may be an expression. */
export type AttributeValue =
  | { S: Value<string> }
  | { N: Value<string> }
  | { B: Value<string> }
  | { BOOL: Value<boolean> }
  | { NULL: Value<true> }
  | { SS: Value<string[]> }
  | { NS: Value<string[]> }
  | { BS: Value<string[]> }
  | { L: readonly AttributeValue[] | pulumi.Input<Jsonata> }
  | { M: AttributeMap };

/** Attributes by name, or an expression that gives them. */
export type AttributeMap = { readonly [name: string]: AttributeValue } | pulumi.Input<Jsonata>;

interface TableArguments {
  /** The table's name or ARN. */
  TableName: Value<string>;
  ExpressionAttributeNames?: { readonly [placeholder: string]: Value<string> } | pulumi.Input<Jsonata>;
  ReturnConsumedCapacity?: Value<"INDEXES" | "TOTAL" | "NONE">;
}

interface WriteArguments extends TableArguments {
  /** The write fails with `DynamoDB.ConditionalCheckFailedException` unless this holds. */
  ConditionExpression?: Value<string>;
  ExpressionAttributeValues?: AttributeMap;
  ReturnItemCollectionMetrics?: Value<"SIZE" | "NONE">;
  ReturnValuesOnConditionCheckFailure?: Value<"ALL_OLD" | "NONE">;
}

/**
 * The arguments of `dynamodb:getItem`.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html
 */
export interface DynamodbGetItemArguments extends TableArguments {
  Key: AttributeMap;
  ConsistentRead?: Value<boolean>;
  ProjectionExpression?: Value<string>;
}

/** The arguments of `dynamodb:putItem`. */
export interface DynamodbPutItemArguments extends WriteArguments {
  Item: AttributeMap;
  ReturnValues?: Value<"NONE" | "ALL_OLD">;
}

/** The arguments of `dynamodb:updateItem`. */
export interface DynamodbUpdateItemArguments extends WriteArguments {
  Key: AttributeMap;
  UpdateExpression?: Value<string>;
  ReturnValues?: Value<"NONE" | "ALL_OLD" | "UPDATED_OLD" | "ALL_NEW" | "UPDATED_NEW">;
}

/** The arguments of `dynamodb:deleteItem`. */
export interface DynamodbDeleteItemArguments extends WriteArguments {
  Key: AttributeMap;
  ReturnValues?: Value<"NONE" | "ALL_OLD">;
}

/** Reads an item; the result has no `Item` if there is none. */
export function dynamodbGetItem<const Fields extends TaskFields>(
  args: DynamodbGetItemArguments,
  fields: Fields,
): TaskOf<Fields> {
  return task("dynamodb:getItem", args, fields);
}

/** Writes an item, replacing the one with the same key. */
export function dynamodbPutItem<const Fields extends TaskFields>(
  args: DynamodbPutItemArguments,
  fields: Fields,
): TaskOf<Fields> {
  return task("dynamodb:putItem", args, fields);
}

/** Changes attributes of an item; creates it if there is none and no condition forbids it. */
export function dynamodbUpdateItem<const Fields extends TaskFields>(
  args: DynamodbUpdateItemArguments,
  fields: Fields,
): TaskOf<Fields> {
  return task("dynamodb:updateItem", args, fields);
}

/** Deletes an item. */
export function dynamodbDeleteItem<const Fields extends TaskFields>(
  args: DynamodbDeleteItemArguments,
  fields: Fields,
): TaskOf<Fields> {
  return task("dynamodb:deleteItem", args, fields);
}
