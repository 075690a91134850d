import { RestXml, type RestXmlModel, type RestXmlResponse } from "../../aws/protocols/restXml";
import { XmlError } from "../../aws/protocols/restXmlShapes";
import { escapeXml } from "../../aws/protocols/xml";
import { AwsError } from "../../aws/service";
import { malformedXml } from "./errors";
import type { Members, S3Input } from "./input";
import model from "./model.json";
import type { S3Request } from "./request";

const codec = new RestXml(model as unknown as RestXmlModel, "http://s3.amazonaws.com/doc/2006-03-01/");

/** The roots of documents, which AWS's model does not have. */
const ROOTS: Readonly<Record<string, string>> = {
  CompleteMultipartUpload: "CompleteMultipartUploadResult",
  CreateMultipartUpload: "InitiateMultipartUploadResult",
  DeleteObjects: "DeleteResult",
  GetBucketLifecycleConfiguration: "LifecycleConfiguration",
  GetBucketTagging: "Tagging",
  GetBucketVersioning: "VersioningConfiguration",
  GetObjectAttributes: "GetObjectAttributesResponse",
  GetObjectTagging: "Tagging",
  ListBuckets: "ListAllMyBucketsResult",
  ListMultipartUploads: "ListMultipartUploadsResult",
  ListObjects: "ListBucketResult",
  ListObjectsV2: "ListBucketResult",
  ListObjectVersions: "ListVersionsResult",
  ListParts: "ListPartsResult",
};

/** The members of a request. Throws `MalformedXML`. */
export function readInput(operation: string, request: S3Request): S3Input {
  const { bucket, key, query, headers, body } = request;
  try {
    return codec.readRequest(operation, { labels: { Bucket: bucket, Key: key }, query, headers, body });
  } catch (error) {
    throw error instanceof XmlError ? malformedXml() : error;
  }
}

/** The input of a call in this process, in its members' types. Throws `NotImplemented`. */
export function readMembers(operation: string, input: Members): S3Input {
  const members = codec.coerce(operation, input);
  if (members) return members;
  throw new AwsError(
    "NotImplemented",
    `S3 ${operation} is not implemented here. Implemented are ${codec.operationNames.join(", ")}.`,
    501,
  );
}

export function writeOutput(operation: string, output: Members): RestXmlResponse {
  // The root's own text is the member.
  if (operation === "GetBucketLocation")
    return codec.document(200, {}, "LocationConstraint", escapeXml(String(output.LocationConstraint ?? "")));
  const response = codec.writeResponse(operation, output, ROOTS[operation] ?? operation);
  if (operation === "GetBucketPolicy") response.headers["content-type"] = "application/json";
  if (output.ContentRange !== undefined) response.status = 206;
  return response;
}
