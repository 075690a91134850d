import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";

/** Bytes that were stored in one go, and never change. */
export interface Blob {
  id: string;
  size: number;
}

/** Bytes from `start` up to, but without, `end`. */
export interface ByteRange {
  start: number;
  end: number;
}

/** Where the contents of objects and parts are stored. */
export interface BlobStore {
  /** Stores all that comes; nothing of it if that fails. */
  write(chunks: AsyncIterable<Uint8Array>): Promise<Blob>;
  /** The bytes of some blobs, one after another; also if they are deleted before the stream has ended. */
  read(blobs: readonly Blob[], range?: ByteRange): Readable;
  delete(blobs: readonly Blob[]): void;
}

/** The parts of blobs that a range of their bytes consists of. */
export function* slices(blobs: readonly Blob[], range: ByteRange): Generator<ByteRange & { blob: Blob }> {
  let offset = 0;
  for (const blob of blobs) {
    const start = Math.max(range.start - offset, 0);
    const end = Math.min(range.end - offset, blob.size);
    if (start < end) yield { blob, start, end };
    offset += blob.size;
  }
}

export const sizeOf = (blobs: readonly Blob[]): number => blobs.reduce((sum, { size }) => sum + size, 0);

/** Blobs in memory, as the pieces that came: a large one is never copied. */
export class MemoryBlobs implements BlobStore {
  private readonly pieces = new Map<string, readonly Uint8Array[]>();

  async write(chunks: AsyncIterable<Uint8Array>): Promise<Blob> {
    const pieces: Uint8Array[] = [];
    for await (const chunk of chunks) pieces.push(chunk);
    const id = randomUUID();
    const size = pieces.reduce((sum, { length }) => sum + length, 0);
    this.pieces.set(id, size > 0 && size <= SMALL ? [Buffer.concat(pieces)] : pieces);
    return { id, size };
  }

  read(blobs: readonly Blob[], range: ByteRange = { start: 0, end: sizeOf(blobs) }): Readable {
    const found = [...slices(blobs, range)].map((slice) => ({
      ...slice,
      pieces: this.pieces.get(slice.blob.id) ?? [],
    }));
    return Readable.from(
      found.flatMap(({ pieces, start, end }) => [...cut(pieces, start, end)]),
      { objectMode: false },
    );
  }

  delete(blobs: readonly Blob[]): void {
    for (const { id } of blobs) this.pieces.delete(id);
  }
}

/** Bytes of a blob that is stored in one piece: pieces of the network's buffers can keep more in memory than they hold. */
const SMALL = 64 * 1024;

function* cut(pieces: readonly Uint8Array[], start: number, end: number): Generator<Uint8Array> {
  let offset = 0;
  for (const piece of pieces) {
    const from = Math.max(start - offset, 0);
    const to = Math.min(end - offset, piece.length);
    if (from < to) yield piece.subarray(from, to);
    offset += piece.length;
    if (offset >= end) return;
  }
}
