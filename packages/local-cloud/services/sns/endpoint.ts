import { AwsError, type Cloud } from "../../aws/service";
import type { Input } from "./message";

export interface TopicEndpoint {
  /** `http://localhost:4566` */
  url: string;
  /** The account in its ARNs. Default `000000000000`. */
  accountId?: string;
}

/** Calls another emulator, which must accept unsigned requests. */
export function connectTopics(
  { url, accountId = "000000000000" }: TopicEndpoint,
  cloud: Pick<Cloud, "accountId" | "region">,
): (operation: string, input: Input, signal: AbortSignal) => Promise<Input> {
  const arns = (account: string) => `arn:aws:sns:${cloud.region}:${account}:`;
  const scope = `local/20250101/${cloud.region}/sns/aws4_request`;
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=local`,
  };
  return async (operation, input, signal) => {
    const form = new URLSearchParams({ Action: operation, Version: "2010-03-31" });
    for (const [name, value] of parameters(input)) {
      form.append(name, value.replaceAll(arns(cloud.accountId), arns(accountId)));
    }
    const response = await fetch(url, { method: "POST", headers, body: String(form), signal }).catch(
      ({ cause, message }: Error) => {
        const reason = cause instanceof Error ? cause.message : message;
        throw new AwsError("ServiceUnavailable", `${url} cannot be reached: ${reason}`, 503);
      },
    );
    const answer = readXml((await response.text()).replaceAll(arns(accountId), arns(cloud.accountId)));
    if (response.ok) return (answer[`${operation}Result`] ?? {}) as Input;
    const { Code, Message } = (answer.Error ?? {}) as Record<string, string>;
    throw new AwsError(Code ?? "InternalError", Message ?? "", response.status);
  };
}

const MAP_NAMES: Readonly<Record<string, readonly [string, string]>> = {
  Attributes: ["key", "value"],
  MessageAttributes: ["Name", "Value"],
};

/** Flattens an input to parameters of the query protocol. */
function parameters(input: Input, prefix = ""): [string, string][] {
  return Object.entries(input).flatMap(([name, value]): [string, string][] => {
    if (value === undefined) return [];
    const names = MAP_NAMES[name];
    const items =
      names && Object.entries(value as Input).map(([key, of]) => ({ [names[0]]: key, [names[1]]: of }));
    if (items) return listed(items, `${prefix}${name}.entry`);
    if (Array.isArray(value)) return listed(value, `${prefix}${name}.member`);
    if (value instanceof Uint8Array) return [[prefix + name, Buffer.from(value).toString("base64")]];
    if (typeof value === "object" && value !== null) return parameters(value as Input, `${prefix}${name}.`);
    return [[prefix + name, String(value)]];
  });
}

const listed = (items: unknown[], prefix: string) =>
  items.flatMap((item, index) => {
    const name = String(index + 1);
    return typeof item === "object"
      ? parameters(item as Input, `${prefix}.${name}.`)
      : parameters({ [name]: item }, `${prefix}.`);
  });

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", apos: "'", gt: ">", lt: "<", quot: '"' };

/** The content of a document's root: `member` elements are a list, `entry` elements an object. */
function readXml(document: string): Input {
  const tokens = [...document.matchAll(/<(\/?)([\w:]+)[^>]*?(\/?)>|([^<]+)/g)];
  let next = 0;
  const readContent = (): unknown => {
    const children: [string, unknown][] = [];
    let text = "";
    for (let token = tokens[next++]; token && token[1] !== "/"; token = tokens[next++]) {
      const [, , name, empty, characters] = token;
      if (name) children.push([name, empty ? "" : readContent()]);
      else text += characters;
    }
    if (children.length === 0)
      return text.trim().replace(/&(\w+);/g, (entity, name) => ENTITIES[name] ?? entity);
    if (children.every(([name]) => name === "member")) return children.map(([, value]) => value);
    if (!children.every(([name]) => name === "entry")) return Object.fromEntries(children);
    const entries = children.map(([, value]) => value as { key: string; value: unknown });
    return Object.fromEntries(entries.map(({ key, value }) => [key, value]));
  };
  const [root] = Object.values(readContent() as Input);
  return (root ?? {}) as Input;
}
