import { isObject, type Json, TaskFailure } from "../../../../asl/engine";
import { runSdk } from "./sdk";
import { toInput } from "./shape";
import type { TaskCall } from "./taskCall";

/** What a distributed Map does itself: its `ItemReader` reads objects or lists them, its `ResultWriter` writes them. */
export const MAP_ACCESS: ReadonlySet<string> = new Set(["s3:getObject", "s3:listObjectsV2", "s3:putObject"]);

export async function runMapAccess(call: TaskCall, name: string): Promise<Json> {
  const result = await runSdk(call, "s3", name.slice("s3:".length));
  if (!isObject(result) || !Array.isArray(result.Contents)) return result;
  return { ...result, Contents: result.Contents.map(toItem) };
}

/**
 * A listed object as an item of the Map
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html}): the names and the times, in
 * seconds, are not those of the SDK integration.
 */
function toItem(object: Json): Json {
  if (!isObject(object)) return object;
  const { ETag = null, Key = null, LastModified = null, Size = null, StorageClass = null } = object;
  const seconds = typeof LastModified === "string" ? Math.floor(Date.parse(LastModified) / 1000) : null;
  return { Etag: ETag, Key, LastModified: seconds, Size, StorageClass };
}

/** Bytes that are asked for at a time. */
const PIECE = 2 ** 20;

/**
 * Reads an S3 object piece by piece, each with a `GetObject` of its own that the caller's policies decide. An object that is
 * written anew meanwhile is not mixed up with the old one: the reading fails with `S3.PreconditionFailedException`.
 */
export async function* readObject(call: TaskCall): AsyncGenerator<Uint8Array> {
  const { parameters, signal } = call.request;
  const input = toInput(parameters);
  let offset = 0;
  let size = Number.POSITIVE_INFINITY;
  let etag: unknown;
  while (offset < size) {
    const piece = {
      ...input,
      Range: `bytes=${offset}-${offset + PIECE - 1}`,
      ...(etag !== undefined && { IfMatch: etag }),
    };
    const output = await answerOf(call, piece, signal);
    if (output === undefined) return;
    const bytes = output.Body as Uint8Array;
    yield bytes;
    offset += bytes.length;
    size = sizeOf(output.ContentRange, bytes.length);
    etag = output.ETag;
  }
}

/** Undefined for an object without bytes: no range of it can be had. */
async function answerOf(call: TaskCall, input: object, signal: AbortSignal) {
  try {
    return (await call.invoke("s3", "GetObject", input, signal)).output;
  } catch (error) {
    if (error instanceof TaskFailure && error.error === "S3.InvalidRangeException") return undefined;
    throw error;
  }
}

/** The object's size, after `bytes 0-1048575/209715200`; that of the answer where it is the whole object. */
function sizeOf(range: unknown, length: number): number {
  const size = /\/(\d+)$/.exec(String(range ?? ""))?.[1];
  return size === undefined ? length : Number(size);
}
