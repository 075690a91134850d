import { AwsError } from "../../aws/service";
import { decodeName } from "./request";

export interface CopySource {
  bucket: string;
  key: string;
  versionId?: string;
}

/**
 * The object that a copy reads: `bucket/key`, percent-encoded as a whole, and perhaps `?versionId=…`. Throws
 * {@link AwsError}.
 */
export function copySource(header: string): CopySource {
  const [, name = "", versionId] = /^(.*?)(?:\?versionId=([^&]*))?$/s.exec(header) ?? [];
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodeName(name)) ?? [];
  if (bucket && key) return { bucket, key, ...(versionId && { versionId: decodeName(versionId) }) };
  throw new AwsError(
    "InvalidArgument",
    "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
  );
}
