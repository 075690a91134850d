import type { DataDirectory } from "../../../data/dataDirectory";
import { type Blob, type BlobStore, MemoryBlobs } from "./blobs";
import { FileBlobs } from "./fileBlobs";

/** Where objects are stored: in memory, or in a data directory's database and, their contents, in its files. */
export interface Storage {
  blobs: BlobStore;
  data?: DataDirectory;
  /** All changes that `work` makes to the database, or none of them. */
  commit(work: () => void): void;
  /** Deletes the blobs that an earlier process left without an object. */
  retain(blobs: Iterable<Blob>): void;
}

export function openStorage(data?: DataDirectory): Storage {
  if (!data) return { blobs: new MemoryBlobs(), commit: (work) => work(), retain: () => {} };
  const blobs = new FileBlobs(data.subdirectory("objects"));
  return {
    blobs,
    data,
    commit: (work) => data.atomically(work),
    retain: (kept) => blobs.retain(kept),
  };
}
