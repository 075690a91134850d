import { AwsError } from "../../aws/service";

export type Input = Record<string, unknown>;

/** A value as in DynamoDB's API: `{"S": "text"}`. */
export type AttributeValue = Record<string, unknown>;
export type Item = Record<string, AttributeValue>;

/** The attributes of a primary key, the partition key first. */
export type KeyNames = readonly string[];

/** A table's name, from the name or the ARN: the API accepts both. */
export function tableName(nameOrArn: unknown): string {
  if (typeof nameOrArn !== "string" || nameOrArn === "") {
    throw validationError(
      "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null",
    );
  }
  return /^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/([^/]+)/.exec(nameOrArn)?.[1] ?? nameOrArn;
}

/** The key attributes of an item. */
export function keyOf(item: Item, names: KeyNames): Item {
  return Object.fromEntries(names.flatMap((name) => (item[name] ? [[name, item[name]]] : [])));
}

/** A string that identifies an item of a table by its key; equal numbers have the same form. */
export function itemIdentity(table: string, item: Item, names: KeyNames): string {
  const values = names.map((name) => {
    const [type, value] = Object.entries(item[name] ?? {})[0] ?? [];
    return [type, type === "N" ? canonicalNumber(String(value)) : value];
  });
  return JSON.stringify([table, ...values]);
}

/** The same string for equal numbers, with all of DynamoDB's 38 digits. */
function canonicalNumber(text: string): string {
  const [, sign, whole = "", fraction = "", exponent = "0"] =
    /^\s*([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?\s*$/i.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  const scale = Number(exponent) - fraction.length + digits.length - significant.length;
  return `${sign === "-" ? "-" : ""}${significant}e${scale}`;
}

export const validationError = (message: string) => new AwsError("ValidationException", message);

export const isConditionFailure = (error: unknown): error is AwsError =>
  error instanceof AwsError && error.code === "ConditionalCheckFailedException";
