import { RestXml, type RestXmlModel } from "../../aws/protocols/restXml";
import { AwsError, type HttpResponse } from "../../aws/service";
import model from "./model.json";
import type { S3Request } from "./request";

const codec = new RestXml(model as unknown as RestXmlModel);

/** The request that an SDK would send for an operation's input. Throws `NotImplemented` for an operation that is not served. */
export function toS3Request(operation: string, input: Record<string, unknown>): S3Request {
  const request = codec.write(operation, input);
  if (!request) {
    const served = Object.keys(model.operations).join(", ");
    throw new AwsError(
      "NotImplemented",
      `S3 ${operation} is not implemented here. Implemented are ${served}.`,
      501,
    );
  }
  const { labels, ...rest } = request;
  return { ...rest, bucket: labels.Bucket ?? "", key: labels.Key ?? "" };
}

/** The member of an operation's input that is the request's body. */
export const readS3Document = (operation: string, body: Buffer | string): Record<string, unknown> =>
  codec.readRequestBody(operation, body);

/** The output of a response, in the members that an SDK would return. */
export function fromS3Response(operation: string, { headers, body }: HttpResponse): Record<string, unknown> {
  return codec.read(operation, headers, body);
}
