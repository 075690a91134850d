import { createHash } from "node:crypto";
import type { Resource } from "../evaluation";
import { type Account, type Creation, Inputs, type Model } from "./model";
import { physicalName, uniqueDigits } from "./naming";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Everything that a model needs to know about a resource that is being created. */
export function createCreation(
  resource: Resource,
  model: Model,
  account: Account,
  created: readonly Resource[],
): Creation {
  const { accountId, region } = account;
  const { urn, inputs } = resource;
  const partition = partitionOf(region);
  const hex = (length: number, salt?: string) => uniqueDigits(urn, length, salt);
  return {
    ...account,
    logicalName: resource.name,
    name: nameOf(resource, model, account),
    inputs: new Inputs(inputs),
    partition,
    arn: (service, path) => `arn:${partition}:${service}:${region}:${accountId}:${path}`,
    globalArn: (service, path) => `arn:${partition}:${service}::${accountId}:${path}`,
    unique: (length, salt) => uniqueText(urn, length, salt),
    hex,
    uuid: (salt) => formatUuid(hex(32, `uuid ${salt ?? ""}`)),
    find: (type, output, value) =>
      created.find(
        (other) => other.type === type && (output === "id" ? other.id : other.outputs[output]) === value,
      )?.outputs,
  };
}

export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** The name of a resource that is only read is part of its id: the last part of an ARN or a URL. */
function nameOf(resource: Resource, { naming }: Model, { plainNames }: Account): string {
  if (resource.read) return resource.id.split(/[:/]/).at(-1)!;
  return naming ? physicalName(naming, resource.urn, resource.name, resource.inputs, plainNames) : "";
}

function uniqueText(urn: string, length: number, salt = ""): string {
  const bytes = createHash("sha512").update(`${urn}\n${salt}`).digest();
  let text = "";
  for (let index = 0; index < length; index++) {
    text += ALPHABET[(bytes[index % bytes.length]! + Math.floor(index / bytes.length)) % ALPHABET.length];
  }
  return text;
}

/** Formats 32 hexadecimal digits as a UUID of version 4. */
function formatUuid(digits: string): string {
  const [a, b, c, d, e] = [
    [0, 8],
    [8, 12],
    [13, 16],
    [17, 20],
    [20, 32],
  ].map(([from, to]) => digits.slice(from, to));
  return `${a}-${b}-4${c}-a${d}-${e}`;
}
