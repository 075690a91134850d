import { AwsError } from "../../aws/service";

const OVERRIDABLE = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
];

/**
 * The response headers that the reader of an object can set ({@link
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html}): these six, and no value that would end one
 * header and begin another. Throws `InvalidArgument`.
 */
export function wantedHeaders(query: URLSearchParams): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of OVERRIDABLE) {
    const value = query.get(`response-${name}`);
    if (value === null) continue;
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) {
      throw new AwsError("InvalidArgument", "Header value cannot be represented using ISO-8859-1.");
    }
    headers[name] = value;
  }
  return headers;
}
