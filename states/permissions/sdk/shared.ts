import { bucketArn, eventBusArn, objectArn, tableArn } from "../arns";
import type { Argument, Call, Need, Rule } from "../call";
import { allOf, known, on } from "../rules";

/** `action` on the object that `Bucket` and `Key` name. */
export const objectRule = (...actions: string[]): Rule => on(actions, "Bucket", objectArn, "Key");

/** `action` on the bucket itself. */
export const bucketRule = (...actions: string[]): Rule => on(actions, "Bucket", bucketArn);

/** An action on an object, or the one on the version of it that `VersionId` names. */
export const versionRule =
  (action: string, versioned: string): Rule =>
  (call) =>
    objectRule(call.argument("VersionId").kind === "absent" ? action : versioned)(call);

/** Reading an object, or a version of it. */
export const getObject = versionRule("s3:GetObject", "s3:GetObjectVersion");

/** Writing an object; its tags and its ACL need separate permissions. */
export const putObject: Rule = (call) => {
  const given = (field: string) => call.argument(field).kind !== "absent";
  const actions = ["s3:PutObject"];
  if (given("Tagging")) actions.push("s3:PutObjectTagging");
  if (given("ACL")) actions.push("s3:PutObjectAcl");
  return objectRule(...actions)(call);
};

/** Reading the source, `BUCKET/KEY` or `BUCKET/KEY?versionId=VERSION`, which may be encoded as in an URL. */
export const readSource: Rule = (call) => {
  const argument = call.argument("CopySource");
  if (argument.kind !== "known" || typeof argument.value !== "string") {
    const unknown =
      argument.kind === "absent" ? "CopySource is missing" : "CopySource is only known at run time";
    return [{ actions: ["s3:GetObject"], target: { unknown } }];
  }
  const [path = "", version] = argument.value.replace(/^\//, "").split("?versionId=");
  const [bucket, ...key] = path.split("/");
  return [
    {
      actions: [version === undefined ? "s3:GetObject" : "s3:GetObjectVersion"],
      target: {
        argument: known("CopySource", bucket!),
        arn: objectArn,
        refinement: known("CopySource", decoded(key.join("/"))),
      },
    },
  ];
};

/** Reading the source and writing the target. */
export const copyObject: Rule = allOf((call) => putObject(call), readSource);

function decoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    // A percent sign that encodes nothing is one of the key's own.
    return key;
  }
}

/** Deleting objects, or versions of them; of a list that is only known at run time, any object of the bucket. */
export const deleteObjects: Rule = (call) => {
  const list = call.argument("Delete", "Objects");
  if (list.kind !== "known" || !Array.isArray(list.value))
    return on(["s3:DeleteObject"], "Bucket", objectArn)(call);
  return list.value.map((_, index) => {
    const given = (field: string) => call.argument("Delete", "Objects", index, field);
    return {
      actions: [given("VersionId").kind === "absent" ? "s3:DeleteObject" : "s3:DeleteObjectVersion"],
      target: { argument: call.argument("Bucket"), arn: objectArn, refinement: given("Key") },
    };
  });
};

/** One permission per event bus of the entries; an entry without one goes to the bus `default`. */
export const putEvents: Rule = (call) =>
  elements(call, "Entries", ["events:PutEvents"], (index) => {
    const bus = call.argument("Entries", index, "EventBusName");
    const argument: Argument =
      bus.kind === "absent" ? { kind: "known", label: bus.label, value: "default" } : bus;
    return [{ actions: ["events:PutEvents"], target: { argument, arn: eventBusArn } }];
  });

const TRANSACTION_ACTIONS: Record<string, string> = {
  Put: "dynamodb:PutItem",
  Update: "dynamodb:UpdateItem",
  Delete: "dynamodb:DeleteItem",
  ConditionCheck: "dynamodb:ConditionCheckItem",
  Get: "dynamodb:GetItem",
};

/** A transaction needs the permissions of its individual actions. */
export const transactItems: Rule = (call) => {
  const all = Object.values(TRANSACTION_ACTIONS);
  return elements(call, "TransactItems", all, (index) =>
    Object.entries(TRANSACTION_ACTIONS)
      .filter(([kind]) => call.argument("TransactItems", index, kind).kind !== "absent")
      .map(([kind, action]) => ({
        actions: [action],
        target: { argument: call.argument("TransactItems", index, kind, "TableName"), arn: tableArn },
      })),
  );
};

/** A batch names its tables as the keys of `RequestItems`. */
export const batchItems =
  (action: string): Rule =>
  (call) => {
    const items = call.argument("RequestItems");
    if (items.kind !== "known" || !isPlainObject(items.value)) {
      return [{ actions: [action], target: { unknown: "RequestItems is only known at run time" } }];
    }
    return Object.keys(items.value).map((table) => ({
      actions: [action],
      target: { argument: { kind: "known", label: "RequestItems", value: table }, arn: tableArn },
    }));
  };

/** The needs of every element of a list; if the list is only known at run time, so is the target of `actions`. */
function elements(call: Call, field: string, actions: string[], needs: (index: number) => Need[]): Need[] {
  const list = call.argument(field);
  if (list.kind === "known" && Array.isArray(list.value))
    return list.value.flatMap((_, index) => needs(index));
  return [{ actions, target: { unknown: `${field} is only known at run time` } }];
}

const isPlainObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
