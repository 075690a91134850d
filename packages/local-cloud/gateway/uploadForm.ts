import { AwsError, type UploadForm } from "../aws/service";
import { type Claim, IncompleteSignature } from "./claim";
import type { ReceivedRequest } from "./httpMessage";
import { matches } from "./sigv2";
import { readScope, signsText } from "./sigv4";

/** Whether a request is an upload by a form, which is signed by its fields if at all. */
export const isUploadForm = ({ method, headers, query }: ReceivedRequest): boolean =>
  method === "POST" &&
  headers.authorization === undefined &&
  !query.has("X-Amz-Algorithm") &&
  (headers["content-type"] ?? "").toLowerCase().startsWith("multipart/form-data");

/** Throws `MalformedPOSTRequest`. */
export async function readUploadForm({ headers, body }: ReceivedRequest): Promise<UploadForm> {
  const form = await new Response(new Uint8Array(body), {
    headers: { "content-type": headers["content-type"]! },
  })
    .formData()
    .catch(() => {
      throw new AwsError(
        "MalformedPOSTRequest",
        "The body of your POST request is not well-formed multipart/form-data.",
      );
    });
  const fields = new Map<string, string>();
  for (const [name, value] of form) {
    if (name.toLowerCase() === "file") {
      if (typeof value === "string") return { fields, file: { name: "", content: Buffer.from(value) } };
      return { fields, file: { name: value.name, content: Buffer.from(await value.arrayBuffer()) } };
    }
    fields.set(name.toLowerCase(), typeof value === "string" ? value : await value.text());
  }
  throw new AwsError("InvalidArgument", "POST requires exactly one file upload per request.", 400, {
    ArgumentName: "file",
    ArgumentValue: 0,
  });
}

/**
 * Reads the signature of a form, by Signature Version 4 or 2, which covers the form's policy alone ({@link
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-UsingHTTPPOST.html}). How long it is valid, the policy says.
 *
 * @returns undefined if the form has none
 * @throws IncompleteSignature
 */
export function readFormSignature({ fields }: UploadForm): Claim | undefined {
  const policy = fields.get("policy");
  const credential = fields.get("x-amz-credential");
  const accessKeyId = fields.get("awsaccesskeyid");
  if (credential === undefined && accessKeyId === undefined) return undefined;
  const signature = fields.get(credential === undefined ? "signature" : "x-amz-signature");
  if (!policy || !signature)
    throw new IncompleteSignature(
      "Bucket POST must contain a field named 'policy' and one with its signature.",
    );
  const token = fields.get("x-amz-security-token");
  const rest = {
    ...(token !== undefined && { securityToken: token }),
    validity: { from: 0, until: Number.POSITIVE_INFINITY },
    isPresigned: true,
    unsignedHeaders: () => [],
  };
  if (credential === undefined) {
    return {
      accessKeyId: accessKeyId!,
      service: "s3",
      isSignedWith: (secret) => matches(signature, secret, policy),
      ...rest,
    };
  }
  const scope = readScope(credential);
  return {
    accessKeyId: scope.accessKeyId,
    service: scope.service,
    isSignedWith: (secret) => signsText(signature, secret, scope, policy),
    ...rest,
  };
}
