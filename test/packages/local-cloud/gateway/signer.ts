import { createHash, createHmac } from "node:crypto";

export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface ToSign {
  endpoint: string;
  service: string;
  keys: Keys;
  method?: string;
  path?: string;
  /** Sorted and encoded. */
  query?: string;
  headers?: Record<string, string>;
  body?: string;
  date?: Date;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
const compact = (date: Date) => date.toISOString().replace(/[-:]|\.\d{3}/g, "");

function signature(secret: string, timestamp: string, scope: string, canonical: string): string {
  let key: string | Buffer = `AWS4${secret}`;
  for (const part of scope.split("/")) key = hmac(key, part);
  return hmac(key, ["AWS4-HMAC-SHA256", timestamp, scope, sha256(canonical)].join("\n")).toString("hex");
}

/** The headers of a request signed by SigV4, implemented independently of the code under test. */
export function sign(request: ToSign): Record<string, string> {
  const { keys, service, method = "POST", path = "/", query = "", body = "", date = new Date() } = request;
  const timestamp = compact(date);
  const headers: Record<string, string> = {
    ...request.headers,
    host: new URL(request.endpoint).host,
    "x-amz-date": timestamp,
    ...(keys.sessionToken ? { "x-amz-security-token": keys.sessionToken } : {}),
  };
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const canonical = [method, path, query, lines, names.join(";"), sha256(body)].join("\n");
  const scope = `${timestamp.slice(0, 8)}/us-east-1/${service}/aws4_request`;
  const signed = signature(keys.secretAccessKey, timestamp, scope, canonical);
  const credential = `Credential=${keys.accessKeyId}/${scope}`;
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(";")}, Signature=${signed}`,
  };
}

/** The path and query of a presigned GET for S3. */
export function presign(request: ToSign & { expires: number }): string {
  const { endpoint, keys, service, path = "/", date = new Date(), expires } = request;
  const timestamp = compact(date);
  const scope = `${timestamp.slice(0, 8)}/us-east-1/${service}/aws4_request`;
  const parameters: Record<string, string> = {
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": `${keys.accessKeyId}/${scope}`,
    "X-Amz-Date": timestamp,
    "X-Amz-Expires": String(expires),
    ...(keys.sessionToken ? { "X-Amz-Security-Token": keys.sessionToken } : {}),
    "X-Amz-SignedHeaders": "host",
  };
  const query = Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
  const headers = `host:${new URL(endpoint).host}\n`;
  const canonical = ["GET", path, query, headers, "host", "UNSIGNED-PAYLOAD"].join("\n");
  return `${path}?${query}&X-Amz-Signature=${signature(keys.secretAccessKey, timestamp, scope, canonical)}`;
}
