import type { Codec } from "../../aws/protocols/awsJson";
import { awsQuery } from "../../aws/protocols/query";
import { queryErrorName } from "../../aws/protocols/queryErrors";
import { Repeated } from "../../aws/protocols/xml";
import { AwsError } from "../../aws/service";
import { OPERATIONS } from "./requirements";
import { QUERY_ERRORS } from "./translation";

type Input = Record<string, unknown>;

const query = awsQuery({
  namespace: "http://queue.amazonaws.com/doc/2012-11-05/",
  version: "2012-11-05",
  operations: OPERATIONS,
});

/** Lists of texts: the member by its parameter, `AttributeName.1`. */
const LISTS: ReadonlyMap<string, string> = new Map([
  ["ActionName", "Actions"],
  ["AttributeName", "AttributeNames"],
  ["AWSAccountId", "AWSAccountIds"],
  ["MessageAttributeName", "MessageAttributeNames"],
  ["MessageSystemAttributeName", "MessageSystemAttributeNames"],
  ["TagKey", "TagKeys"],
]);

type FlattenedMap = readonly [member: string, key: string, value: string];

/** Maps, with the names of keys and values: `Attribute.1.Name`, `Attribute.1.Value`. */
const MAPS: ReadonlyMap<string, FlattenedMap> = new Map([
  ["Attribute", ["Attributes", "Name", "Value"]],
  ["MessageAttribute", ["MessageAttributes", "Name", "Value"]],
  ["MessageSystemAttribute", ["MessageSystemAttributes", "Name", "Value"]],
  ["Tag", ["Tags", "Key", "Value"]],
]);

const NUMBERS = new Set([
  "DelaySeconds",
  "MaxNumberOfMessages",
  "MaxNumberOfMessagesPerSecond",
  "MaxResults",
  "VisibilityTimeout",
  "WaitTimeSeconds",
]);

/**
 * SQS's query protocol, which SDKs spoke until 2023: lists and maps are flattened in requests and in answers. Inputs and outputs
 * are those of the JSON protocol.
 */
export const queryCodec: Codec = {
  decode(request) {
    const { operation, input } = query.decode(request);
    const { Tags, ...rest } = readMembers(operation, input);
    // CreateQueue's own tags are spelled in lower case.
    const tagged =
      Tags === undefined ? rest : { ...rest, [operation === "CreateQueue" ? "tags" : "Tags"]: Tags };
    const named = "QueueUrl" in tagged || !/^\/\d{12}\/[^/]+$/.test(request.path);
    return { operation, input: named ? tagged : { ...tagged, QueueUrl: `http://queue${request.path}` } };
  },
  encode: (output, call) => query.encode(writeMembers(call.operation, output), call),
  encodeError(error, call) {
    const { code, message, status } = error;
    const name = queryErrorName(code, QUERY_ERRORS);
    const refused = name === "AccessDenied" ? 403 : status;
    return query.encodeError(new AwsError(name, message, refused), call);
  },
};

function readMembers(operation: string, input: Input): Input {
  const members = Object.entries(input).map(([name, value]): [string, unknown] => {
    const map = MAPS.get(name);
    if (map) return [map[0], toMap(name, value, map)];
    const list = LISTS.get(name);
    if (list !== undefined) return [list, inOrder(value)];
    if (name === `${operation}RequestEntry`)
      return ["Entries", inOrder(value).map((entry) => readMembers(operation, entry as Input))];
    if (NUMBERS.has(name) && /^-?\d+$/.test(String(value))) return [name, Number(value)];
    return [name, value];
  });
  return Object.fromEntries(members);
}

function toMap(name: string, given: unknown, [, key, value]: FlattenedMap): Input {
  const entries = inOrder(given) as Input[];
  return Object.fromEntries(
    entries.map((entry, index) => {
      if (typeof entry?.[key] !== "string")
        throw new AwsError(
          "MissingParameter",
          `The request must contain the parameter ${name}.${index + 1}.${key}.`,
        );
      return [entry[key], entry[value] ?? ""];
    }),
  );
}

/** The values of `Name.1`, `Name.2`, …, or that of `Name` alone. */
function inOrder(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [value];
  const keys = Object.keys(value);
  if (!keys.every((each) => /^\d+$/.test(each))) return [value];
  return keys.sort((a, b) => Number(a) - Number(b)).map((each) => (value as Input)[each]);
}

function writeMembers(operation: string, output: Input): Input {
  const members = Object.entries(output).flatMap(([name, value]): [string, unknown][] => {
    switch (name) {
      case "Attributes":
        return [["Attribute", toPairs(value, "Name")]];
      case "MessageAttributes":
        return [["MessageAttribute", toPairs(value, "Name")]];
      case "Tags":
        return [["Tag", toPairs(value, "Key")]];
      case "Messages":
        return [
          ["Message", new Repeated((value as Input[]).map((message) => writeMembers(operation, message)))],
        ];
      case "QueueUrls":
      case "queueUrls":
        return [["QueueUrl", new Repeated(value as unknown[])]];
      case "Successful":
        return [[`${operation}ResultEntry`, new Repeated(value as unknown[])]];
      case "Failed":
        return [["BatchResultErrorEntry", new Repeated(value as unknown[])]];
      case "Results":
        return [[`${operation}ResultEntry`, new Repeated(value as unknown[])]];
      default:
        return value === undefined ? [] : [[name, value]];
    }
  });
  return Object.fromEntries(members);
}

const toPairs = (map: unknown, key: string) =>
  new Repeated(Object.entries((map ?? {}) as Input).map(([name, Value]) => ({ [key]: name, Value })));
