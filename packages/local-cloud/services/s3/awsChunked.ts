import { AwsError } from "../../aws/service";
import type { S3Request } from "./request";

/** Whether a body is sent in chunks of S3's own. */
export const isAwsChunked = ({ headers }: Pick<S3Request, "headers">) =>
  (headers["x-amz-content-sha256"] ?? "").startsWith("STREAMING-") ||
  /\baws-chunked\b/.test(headers["content-encoding"] ?? "");

/** The encodings of the content itself, without that of its transport; undefined if there are none. */
export function contentEncoding(given: string | undefined): string | undefined {
  const names = (given ?? "").split(",").map((encoding) => encoding.trim());
  return names.filter((name) => name !== "" && name !== "aws-chunked").join(",") || undefined;
}

/** What is expected next. */
type Phase = "size" | "data" | "end of data" | "trailer" | "done";

/** A line that is longer than any size with its signature, or any trailer. */
const MAX_LINE = 16 * 1024;

/**
 * Reads a body in chunks: their data, and the headers that trail them ({@link
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html}). The chunks' own signatures are not
 * compared.
 */
export class AwsChunkedDecoder {
  /** By lower-case name. */
  readonly trailers: Record<string, string> = {};
  private phase: Phase = "size";
  private line = "";
  private left = 0;

  /** The data in the bytes that follow. Throws `IncompleteBody`. */
  *push(bytes: Uint8Array): Generator<Uint8Array> {
    let offset = 0;
    while (offset < bytes.length && this.phase !== "done") {
      if (this.phase === "data") {
        const data = bytes.subarray(offset, offset + this.left);
        offset += data.length;
        this.left -= data.length;
        if (this.left === 0) this.phase = "end of data";
        yield data;
        continue;
      }
      const newline = bytes.indexOf(LINE_FEED, offset);
      const end = newline < 0 ? bytes.length : newline + 1;
      this.line += Buffer.from(bytes.buffer, bytes.byteOffset + offset, end - offset).toString("latin1");
      offset = end;
      if (this.line.length > MAX_LINE) throw incompleteBody();
      if (newline >= 0) this.readLine();
    }
  }

  /** Throws `IncompleteBody` if the last chunk did not come. */
  end(): void {
    if (this.phase !== "trailer" && this.phase !== "done") throw incompleteBody();
    if (this.line !== "") this.readLine();
  }

  private readLine(): void {
    const line = this.line.trimEnd();
    this.line = "";
    if (this.phase === "end of data") {
      if (line !== "") throw incompleteBody();
      this.phase = "size";
    } else if (this.phase === "size") {
      const [, size] = /^([0-9a-f]{1,12})(?:;.*)?$/i.exec(line) ?? [];
      if (size === undefined) throw incompleteBody();
      this.left = Number.parseInt(size, 16);
      this.phase = this.left === 0 ? "trailer" : "data";
    } else if (line === "") this.phase = "done";
    else {
      const colon = line.indexOf(":");
      if (colon > 0) this.trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
    }
  }
}

const LINE_FEED = 10;

export const incompleteBody = () =>
  new AwsError(
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header",
  );
