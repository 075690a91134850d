import { AwsError } from "../../aws/service";
import { type QueueBackend, readAnswer } from "./backend";

export interface QueueEndpoint {
  /** `http://localhost:4566` */
  url: string;
  /** Default `000000000000`. */
  accountId?: string;
}

/** Another emulator. Requests are not signed, so it cannot be AWS itself. */
export function connectEndpoint(
  { url, accountId = "000000000000" }: QueueEndpoint,
  region: string,
): QueueBackend {
  return {
    accountId,
    region,
    exclusive: false,
    async request(operation, input, signal) {
      const response = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.0",
          "x-amz-target": `AmazonSQS.${operation}`,
          // Emulators read the region from here.
          authorization: `AWS4-HMAC-SHA256 Credential=local/20250101/${region}/sqs/aws4_request, SignedHeaders=host, Signature=local`,
        },
        body: JSON.stringify(input),
        ...(signal && { signal }),
      }).catch((error: Error) => {
        throw new AwsError("ServiceUnavailable", `${url} cannot be reached: ${causeOf(error)}`, 503);
      });
      return readAnswer(response.status, await response.text());
    },
    close: async () => {},
  };
}

const causeOf = (error: Error) => (error.cause instanceof Error ? error.cause.message : error.message);
