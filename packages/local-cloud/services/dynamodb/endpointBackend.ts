import { AwsError } from "../../aws/service";
import { canceled, outputOf, type TableBackend, writeEach } from "./backend";
import type { Input } from "./item";

/** An emulator at another address. Requests to it are not signed, so it cannot be AWS itself. */
export function connectTables(url: string, region: string): TableBackend {
  const scope = `local/20250101/${region}/dynamodb/aws4_request`;
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    // Emulators read the region from the credential scope and check nothing else.
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=local`,
    "x-amz-date": "20250101T000000Z",
  };
  const backend: TableBackend = {
    inProcess: false,
    async request(operation, input, signal) {
      const response = await fetch(url, {
        method: "POST",
        headers: { ...headers, "x-amz-target": `DynamoDB_20120810.${operation}` },
        body: JSON.stringify(input),
        ...(signal && { signal }),
      }).catch((error: Error) => {
        throw signal?.aborted ? canceled() : unreachable(url, error);
      });
      const text = await response.text();
      return outputOf(response.status, JSON.parse(text === "" ? "{}" : text) as Input);
    },
    writeAll: (writes) => writeEach(backend, writes),
    close: async () => {},
  };
  return backend;
}

function unreachable(url: string, { cause, message }: Error): AwsError {
  const reason = cause instanceof Error ? cause.message : message;
  return new AwsError("ServiceUnavailable", `${url} cannot be reached: ${reason}`, 503);
}
