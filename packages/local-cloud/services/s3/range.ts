import { AwsError } from "../../aws/service";
import type { ByteRange } from "./store/blobs";

/**
 * The bytes of a `Range` header; undefined if all are requested, as by a header that is not of S3's form ({@link
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html}). Throws `InvalidRange`.
 */
export function readRange(header: string | undefined, size: number): ByteRange | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  const start = first === "" ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === "" || last === "" ? size : Math.min(Number(last) + 1, size);
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  if (start < end) return { start, end };
  throw new AwsError("InvalidRange", "The requested range is not satisfiable", 416, {
    RangeRequested: header,
    ActualObjectSize: size,
  });
}

/** The bytes of `x-amz-copy-source-range`. Throws `InvalidArgument` or `InvalidRequest`. */
export function readCopyRange(header: string | undefined, size: number): ByteRange {
  if (header === undefined) return { start: 0, end: size };
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  const [start, end] = [Number(first), Number(last) + 1];
  if (!(start < end)) {
    throw new AwsError(
      "InvalidArgument",
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
      400,
      { ArgumentName: "x-amz-copy-source-range", ArgumentValue: header },
    );
  }
  if (end <= size) return { start, end };
  throw new AwsError("InvalidRequest", `Range specified is not valid for source object of size: ${size}`);
}
