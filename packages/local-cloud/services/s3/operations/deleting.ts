import { AwsError } from "../../../aws/service";
import { checkWrite } from "../conditions";
import { invalidArgument, malformedXml } from "../errors";
import type { Handler, Members, ObjectIdentifier, S3Call } from "../input";
import { authorize, isVersionId, type OperationContext, requireBucket } from "../operationContext";
import { objectArn } from "../request";
import type { DeleteMarker } from "../store/objects";
import { currentObject, newVersionId } from "./writing";

/** The most objects of one `DeleteObjects`. */
const MAX_OBJECTS = 1000;

export function deletingOperations(context: OperationContext): Record<string, Handler> {
  return {
    DeleteObject({ bucket, key, input }) {
      requireBucket(context, bucket);
      return deleteObject(context, bucket, {
        ...input,
        Key: key,
        ...(input.IfMatch && { ETag: input.IfMatch }),
      });
    },
    DeleteObjects: (call) => deleteObjects(context, call),
  };
}

/**
 * Deletes a version for good, or in a bucket with versioning hides the key behind a delete marker ({@link
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html}).
 */
function deleteObject(
  context: OperationContext,
  bucket: string,
  { Key, VersionId, ETag }: ObjectIdentifier,
): Members {
  const { store, settings } = context;
  if (ETag !== undefined) {
    const current = currentObject(context, bucket, Key);
    if (current || ETag === "*") checkWrite({ Key, IfMatch: ETag }, current);
  }
  if (VersionId !== undefined) {
    if (!isVersionId(VersionId))
      throw invalidArgument("Invalid version id specified", "versionId", VersionId);
    const version = store.version(bucket, Key, VersionId);
    if (version) store.remove(version);
    return { VersionId, ...(version?.deleteMarker && { DeleteMarker: true }) };
  }
  if (settings.versioning(bucket) === undefined) {
    const current = store.latest(bucket, Key);
    if (current) store.remove(current);
    return {};
  }
  const marker: DeleteMarker = {
    bucket,
    key: Key,
    versionId: newVersionId(context, bucket),
    lastModified: context.now(),
    deleteMarker: true,
  };
  store.add(marker);
  return { DeleteMarker: true, VersionId: marker.versionId };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
function deleteObjects(context: OperationContext, { bucket, input, caller }: S3Call): Members {
  const { Objects = [], Quiet = false } = input.Delete ?? {};
  if (Objects.length === 0 || Objects.length > MAX_OBJECTS) throw malformedXml();
  requireBucket(context, bucket);
  const deleted: Members[] = [];
  const errors: Members[] = [];
  for (const each of Objects) {
    const { Key, VersionId } = each;
    const named = { Key, ...(VersionId !== undefined && { VersionId }) };
    try {
      const action = VersionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
      authorize(context, caller, { action, resource: objectArn(bucket, Key) }, "DeleteObjects");
      const { DeleteMarker, VersionId: version } = deleteObject(context, bucket, each);
      deleted.push({
        ...named,
        ...(DeleteMarker === true && { DeleteMarker, DeleteMarkerVersionId: version }),
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      errors.push({ ...named, Code: error.code, Message: error.message });
    }
  }
  return {
    ...(!Quiet && deleted.length > 0 && { Deleted: deleted }),
    ...(errors.length > 0 && { Errors: errors }),
  };
}
