import { randomUUID } from "node:crypto";
import { createReadStream, readdirSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import * as path from "node:path";
import { Readable } from "node:stream";
import { type Blob, type BlobStore, type ByteRange, sizeOf, slices } from "./blobs";

/** Blobs as files of one directory. Their names are ids: no path is made of a key. */
export class FileBlobs implements BlobStore {
  /** How many streams read a blob. */
  private readonly readers = new Map<string, number>();
  /** Blobs that are deleted when their last reader has ended. */
  private readonly doomed = new Set<string>();

  constructor(private readonly directory: string) {}

  /** Deletes the files of no blob: of uploads that the end of a process interrupted. */
  retain(blobs: Iterable<Blob>): void {
    const ids = new Set([...blobs].map(({ id }) => id));
    for (const name of readdirSync(this.directory)) if (!ids.has(name)) rmSync(this.fileOf(name));
  }

  async write(chunks: AsyncIterable<Uint8Array>): Promise<Blob> {
    const id = randomUUID();
    const file = await open(this.fileOf(id), "wx", 0o600);
    let size = 0;
    try {
      for await (const chunk of chunks) {
        await file.writeFile(chunk);
        size += chunk.length;
      }
      await file.close();
    } catch (error) {
      await file.close();
      this.remove(id);
      throw error;
    }
    return { id, size };
  }

  read(blobs: readonly Blob[], range: ByteRange = { start: 0, end: sizeOf(blobs) }): Readable {
    const found = [...slices(blobs, range)];
    for (const { blob } of found) this.readers.set(blob.id, (this.readers.get(blob.id) ?? 0) + 1);
    const bytes = async function* (this: FileBlobs) {
      for (const { blob, start, end } of found)
        yield* createReadStream(this.fileOf(blob.id), { start, end: end - 1, highWaterMark: CHUNK });
    }.bind(this);
    const stream = Readable.from(bytes(), { objectMode: false });
    return stream.once("close", () => this.release(found.map(({ blob }) => blob.id)));
  }

  delete(blobs: readonly Blob[]): void {
    for (const { id } of blobs) {
      if (this.readers.has(id)) this.doomed.add(id);
      else this.remove(id);
    }
  }

  private release(ids: readonly string[]): void {
    for (const id of ids) {
      const left = (this.readers.get(id) ?? 1) - 1;
      if (left > 0) this.readers.set(id, left);
      else {
        this.readers.delete(id);
        if (this.doomed.delete(id)) this.remove(id);
      }
    }
  }

  private remove(id: string): void {
    rmSync(this.fileOf(id), { force: true });
  }

  private fileOf(id: string): string {
    return path.join(this.directory, id);
  }
}

/** Bytes that are read at a time. */
const CHUNK = 256 * 1024;
