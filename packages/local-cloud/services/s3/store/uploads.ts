import { compositeKey, type PersistedValues, splitKey } from "../../../data/persistedValues";
import type { Blob } from "./blobs";
import type { ChecksumAlgorithm, ChecksumType, ObjectSettings } from "./objects";
import type { Storage } from "./storage";

export interface Part {
  number: number;
  blob: Blob;
  /** With its quotes. */
  etag: string;
  /** Of the upload's algorithm, in base64. */
  checksum: string;
  /** Milliseconds of the cloud's clock. */
  lastModified: number;
}

/** An upload in parts that is not complete. */
export interface Upload extends ObjectSettings {
  bucket: string;
  key: string;
  uploadId: string;
  /** Milliseconds of the cloud's clock. */
  initiated: number;
  checksumAlgorithm: ChecksumAlgorithm;
  checksumType: ChecksumType;
  /** Whether the client chose the algorithm; parts then have no other. */
  isChosen: boolean;
}

/** The uploads in parts that are open, by the order in which they began. */
export class Uploads {
  private readonly uploads = new Map<string, { upload: Upload; parts: Map<number, Part> }>();
  private readonly storedUploads: PersistedValues<Upload> | undefined;
  private readonly storedParts: PersistedValues<Part> | undefined;

  constructor(private readonly storage: Storage) {
    this.storedUploads = storage.data?.values("uploads");
    this.storedParts = storage.data?.values("upload parts");
    const stored = (this.storedUploads?.entries() ?? []).map(([, upload]) => upload);
    for (const upload of stored.sort((a, b) => a.initiated - b.initiated))
      this.uploads.set(upload.uploadId, { upload, parts: new Map() });
    for (const [key, part] of this.storedParts?.entries() ?? [])
      this.uploads.get(splitKey(key)[0])?.parts.set(part.number, part);
  }

  create(upload: Upload): void {
    this.uploads.set(upload.uploadId, { upload, parts: new Map() });
    this.storedUploads?.set(upload.uploadId, upload);
  }

  find(uploadId: string): Upload | undefined {
    return this.uploads.get(uploadId)?.upload;
  }

  inBucket(bucket: string): Upload[] {
    return [...this.uploads.values()]
      .map(({ upload }) => upload)
      .filter((upload) => upload.bucket === bucket);
  }

  /** In the order of their numbers. */
  parts(uploadId: string): Part[] {
    return [...(this.uploads.get(uploadId)?.parts.values() ?? [])].sort((a, b) => a.number - b.number);
  }

  /** Adds a part; one of the same number is replaced. */
  addPart(uploadId: string, part: Part): void {
    const { parts } = this.uploads.get(uploadId)!;
    const replaced = parts.get(part.number);
    parts.set(part.number, part);
    this.storedParts?.set(compositeKey(uploadId, String(part.number)), part);
    if (replaced) this.storage.blobs.delete([replaced.blob]);
  }

  /** Removes an upload from the database, together with what else is changed there. */
  forgetStored(uploadId: string): void {
    this.storedUploads?.delete(uploadId);
    this.storedParts?.deleteBelow(uploadId);
  }

  /** Ends an upload that {@link forgetStored} removed. Deletes its parts, but for those that are part of an object. */
  close(uploadId: string, kept: ReadonlySet<Blob> = new Set()): void {
    const blobs = this.parts(uploadId).map(({ blob }) => blob);
    this.uploads.delete(uploadId);
    this.storage.blobs.delete(blobs.filter((blob) => !kept.has(blob)));
  }

  abort(uploadId: string): void {
    this.storage.commit(() => this.forgetStored(uploadId));
    this.close(uploadId);
  }

  empty(): void {
    for (const uploadId of [...this.uploads.keys()]) this.abort(uploadId);
  }

  *storedBlobs(): Generator<Blob> {
    for (const { parts } of this.uploads.values()) for (const { blob } of parts.values()) yield blob;
  }
}
