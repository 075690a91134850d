import { createHash, createHmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import { LOCAL_CREDENTIALS } from "../../packages/local-stack";

/** How a caller of a deployed API authenticates: with an API key, or as the local cloud's administrator with SigV4. */
export type Credential = { apiKey: string } | { service: "execute-api" | "appsync"; region: string };

export interface ApiAnswer {
  status: number;
  text: string;
}

/** Calls a deployed API by HTTP, as any client would. */
export async function callApi(
  credential: Credential,
  method: string,
  address: string,
  body?: unknown,
): Promise<ApiAnswer> {
  const url = new URL(address);
  const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
  const headers: Record<string, string> = { "content-type": "application/json", host: url.host };
  const request = {
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    port: Number(url.port),
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers,
    ...(text === undefined ? {} : { body: text }),
  };
  const signed =
    "apiKey" in credential
      ? { ...headers, "x-api-key": credential.apiKey }
      : (await signer(credential).sign(request)).headers;
  const response = await fetch(url, {
    method,
    headers: signed,
    ...(text === undefined ? {} : { body: text }),
  });
  return { status: response.status, text: await response.text() };
}

const signer = ({ service, region }: { service: string; region: string }) =>
  new SignatureV4({
    service,
    region,
    credentials: LOCAL_CREDENTIALS,
    sha256: Sha256,
  });

/** The hash that the signer needs, by Node's own implementation. */
class Sha256 {
  private readonly hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = typeof secret === "string" ? secret : secret && Buffer.from(secret as Uint8Array);
    this.hash = key === undefined ? createHash("sha256") : createHmac("sha256", key);
  }

  update(data: Uint8Array | string): void {
    this.hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {}
}
