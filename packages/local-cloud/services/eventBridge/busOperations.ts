import { parseJson } from "../../aws/parseJson";
import { validation } from "./errors";
import { busName, type EventBus, type EventBuses, type Statement } from "./eventBuses";
import type { Input } from "./inputs";
import { page } from "./page";
import { putTags, type Tag } from "./tags";

/** The operations on event buses and their policies. */
export function busOperations(buses: EventBuses, now: () => number) {
  const busOf = ({ EventBusName, Name }: Input) => buses.get(String(Name ?? EventBusName ?? "default"));
  return {
    CreateEventBus({ Name, Description, KmsKeyIdentifier, Tags = [] }: Input) {
      const bus = buses.create(String(Name), Description as string | undefined);
      if (KmsKeyIdentifier !== undefined) bus.kmsKeyIdentifier = String(KmsKeyIdentifier);
      putTags(bus, Tags as Tag[]);
      return { EventBusArn: bus.arn, ...settings(bus) };
    },
    UpdateEventBus(input: Input) {
      const bus = busOf(input);
      if (input.Description !== undefined) bus.description = String(input.Description);
      if (input.KmsKeyIdentifier !== undefined) bus.kmsKeyIdentifier = String(input.KmsKeyIdentifier);
      bus.modified = new Date(now());
      return { Arn: bus.arn, Name: bus.name, ...settings(bus) };
    },
    DeleteEventBus({ Name }: Input) {
      buses.delete(String(Name));
      return {};
    },
    DescribeEventBus(input: Input) {
      const bus = busOf(input);
      return { ...summarize(bus), ...settings(bus) };
    },
    ListEventBuses({ NamePrefix = "", ...input }: Input) {
      const found = buses.list().filter(({ name }) => name.startsWith(String(NamePrefix)));
      const { items, next } = page(found, ({ name }) => name, input);
      return { EventBuses: items.map(summarize), ...next };
    },
    PutPermission(input: Input) {
      const bus = buses.get(busName(String(input.EventBusName ?? "default")));
      if (input.Policy === undefined) buses.putStatement(bus, statementOf(input, bus.arn));
      else buses.putPolicy(bus, readPolicy(String(input.Policy)));
      return {};
    },
    RemovePermission(input: Input) {
      const bus = buses.get(busName(String(input.EventBusName ?? "default")));
      if (input.RemoveAllPermissions) buses.removePolicy(bus);
      else buses.removeStatement(bus, String(input.StatementId ?? ""));
      return {};
    },
  };
}

/** Nothing is encrypted: the key is only shown. */
const settings = ({ description, kmsKeyIdentifier }: EventBus) => ({
  ...(description !== undefined && { Description: description }),
  ...(kmsKeyIdentifier !== undefined && { KmsKeyIdentifier: kmsKeyIdentifier }),
});

function summarize({ name, arn, description, created, modified, policy }: EventBus) {
  return {
    Name: name,
    Arn: arn,
    ...(description !== undefined && { Description: description }),
    ...(policy && { Policy: JSON.stringify(policy) }),
    CreationTime: created,
    LastModifiedTime: modified,
  };
}

/** A statement of a bus's policy: an account, or everyone, may put events. */
function statementOf({ StatementId, Principal, Action, Condition }: Input, busArn: string): Statement {
  if (!StatementId || !Principal || !Action) {
    throw validation("Parameters StatementId, Principal and Action, or Policy, must be specified.");
  }
  const condition = Condition as { Type: string; Key: string; Value: string } | undefined;
  return {
    Sid: String(StatementId),
    Effect: "Allow",
    Principal: Principal === "*" ? "*" : { AWS: `arn:aws:iam::${Principal}:root` },
    Action,
    Resource: busArn,
    ...(condition && { Condition: { [condition.Type]: { [condition.Key]: condition.Value } } }),
  };
}

function readPolicy(text: string): Parameters<EventBuses["putPolicy"]>[1] {
  try {
    return parseJson(text) as Parameters<EventBuses["putPolicy"]>[1];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw validation(`Parameter Policy is not valid. Reason: ${error.message}`);
  }
}
