import { isObject, type Json, TaskFailure } from "../../../../asl/engine";
import { runSdk } from "./sdk";
import { toInput } from "./shape";
import type { TaskCall } from "./taskCall";

/** The calls of a distributed Map itself: its `ItemReader` gets or lists objects, its `ResultWriter` puts them. */
export const MAP_ACCESS: ReadonlySet<string> = new Set(["s3:getObject", "s3:listObjectsV2", "s3:putObject"]);

export async function runMapAccess(call: TaskCall, name: string): Promise<Json> {
  const result = await runSdk(call, "s3", name.slice("s3:".length));
  if (!isObject(result) || !Array.isArray(result.Contents)) return result;
  return { ...result, Contents: result.Contents.map(toItem) };
}

/**
 * A listed object as an item of the Map
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html}): the names, and the times
 * in seconds, differ from the SDK integration's.
 */
function toItem(object: Json): Json {
  if (!isObject(object)) return object;
  const { ETag = null, Key = null, LastModified = null, Size = null, StorageClass = null } = object;
  const seconds = typeof LastModified === "string" ? Math.floor(Date.parse(LastModified) / 1000) : null;
  return { Etag: ETag, Key, LastModified: seconds, Size, StorageClass };
}

/** Bytes per request. */
const CHUNK = 2 ** 20;

/**
 * Reads an S3 object in chunks, each with its own `GetObject` that the role's policies must allow. If the object is
 * overwritten in the meantime, reading fails with `S3.PreconditionFailedException`.
 */
export async function* readObject(call: TaskCall): AsyncGenerator<Uint8Array> {
  const { parameters, signal } = call.request;
  const input = toInput(parameters);
  let offset = 0;
  let size = Number.POSITIVE_INFINITY;
  let etag: unknown;
  while (offset < size) {
    const chunk = {
      ...input,
      Range: `bytes=${offset}-${offset + CHUNK - 1}`,
      ...(etag !== undefined && { IfMatch: etag }),
    };
    const output = await getChunk(call, chunk, signal);
    if (output === undefined) return;
    const bytes = output.Body as Uint8Array;
    yield bytes;
    offset += bytes.length;
    size = sizeOf(output.ContentRange, bytes.length);
    etag = output.ETag;
  }
}

/** Undefined for an empty object, which has no ranges. */
async function getChunk(call: TaskCall, input: object, signal: AbortSignal) {
  try {
    return (await call.invoke("s3", "GetObject", input, signal)).output;
  } catch (error) {
    if (error instanceof TaskFailure && error.error === "S3.InvalidRangeException") return undefined;
    throw error;
  }
}

/** The object's size, from `bytes 0-1048575/209715200`; without a range the response is the whole object. */
function sizeOf(range: unknown, length: number): number {
  const size = /\/(\d+)$/.exec(String(range ?? ""))?.[1];
  return size === undefined ? length : Number(size);
}
