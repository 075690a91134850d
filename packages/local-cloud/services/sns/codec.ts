import type { Codec } from "../../aws/protocols/awsJson";
import { awsQuery } from "../../aws/protocols/query";
import { AwsError } from "../../aws/service";
import type { Input } from "./message";
import { OPERATION_NAMES } from "./requirements";

const query = awsQuery({
  namespace: "http://sns.amazonaws.com/doc/2010-03-31/",
  version: "2010-03-31",
  operations: OPERATION_NAMES,
});

/** SNS's query protocol: maps are objects in inputs and outputs, as in the SDKs. */
export const snsCodec: Codec = {
  decode(request) {
    const { operation, input } = query.decode(request);
    return { operation, input: withMaps(input) };
  },
  encode(output, call) {
    const { Attributes, ...rest } = output;
    if (!Attributes) return query.encode(output, call);
    return query.encode({ ...rest, Attributes: new Map(Object.entries(Attributes)) }, call);
  },
  encodeError: query.encodeError,
};

function withMaps(input: Input): Input {
  const { Attributes, MessageAttributes, PublishBatchRequestEntries, Tags, TagKeys, ...rest } = input;
  return {
    ...rest,
    ...(Tags !== undefined && { Tags: toList(Tags) }),
    ...(TagKeys !== undefined && { TagKeys: toList(TagKeys) }),
    ...(Attributes !== undefined && { Attributes: toMap(Attributes, "key", "value") }),
    ...(MessageAttributes !== undefined && { MessageAttributes: toMap(MessageAttributes, "Name", "Value") }),
    ...(PublishBatchRequestEntries !== undefined && {
      PublishBatchRequestEntries: toList(PublishBatchRequestEntries).map((entry) =>
        typeof entry === "object" ? withMaps(entry) : entry,
      ),
    }),
  };
}

const toMap = (entries: unknown, key: string, value: string): Input =>
  Object.fromEntries(
    toList(entries).map((entry) => {
      if (typeof entry[key] !== "string") throw new AwsError("MalformedInput", `An entry has no ${key}`);
      return [entry[key], entry[value] ?? ""];
    }),
  );

/** An empty list is sent as an empty string. */
export function toList<T = Input>(value: unknown): T[] {
  return Array.isArray(value) ? value : [];
}
