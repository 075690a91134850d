import type { PersistedValues } from "../../../data/persistedValues";
import type { Blob } from "./blobs";
import { NULL_VERSION, type StoredObject, type Version } from "./objects";
import { SortedKeys } from "./sortedKeys";
import type { Storage } from "./storage";

export interface Bucket {
  name: string;
  /** Milliseconds of the cloud's clock. */
  created: number;
  /** Keys that have a version. */
  keys: SortedKeys;
  /** By key, the latest first. */
  versions: Map<string, Version[]>;
}

/** The buckets, and all versions of their objects. */
export class ObjectStore {
  private readonly buckets = new Map<string, Bucket>();
  /** The keys of versions in the database, in the order in which they were created. */
  private readonly rows = new WeakMap<Version, string>();
  private readonly storedBuckets: PersistedValues<{ created: number }> | undefined;
  private readonly storedVersions: PersistedValues<Version> | undefined;
  private sequence = 0;

  constructor(private readonly storage: Storage) {
    this.storedBuckets = storage.data?.values("buckets");
    this.storedVersions = storage.data?.values("object versions");
    for (const [name, { created }] of this.storedBuckets?.entries() ?? []) this.addBucket(name, created);
    for (const [row, version] of this.storedVersions?.entries() ?? []) {
      this.sequence = Number(row);
      this.rows.set(version, row);
      this.place(version);
    }
  }

  list(): Bucket[] {
    return [...this.buckets.values()];
  }

  find(name: string): Bucket | undefined {
    return this.buckets.get(name);
  }

  create(name: string, created: number): void {
    this.addBucket(name, created);
    this.storedBuckets?.set(name, { created });
  }

  /** Only for an empty bucket. */
  delete(name: string): void {
    this.buckets.delete(name);
    this.storedBuckets?.delete(name);
  }

  latest(bucket: string, key: string): Version | undefined {
    return this.buckets.get(bucket)?.versions.get(key)?.[0];
  }

  version(bucket: string, key: string, versionId: string): Version | undefined {
    return this.buckets
      .get(bucket)
      ?.versions.get(key)
      ?.find((version) => version.versionId === versionId);
  }

  /** Adds the latest version of a key; a `null` version replaces the one that there is. */
  add(version: Version, more: () => void = () => {}): void {
    const { bucket, key, versionId } = version;
    const replaced = versionId === NULL_VERSION ? this.version(bucket, key, versionId) : undefined;
    this.storage.commit(() => {
      if (replaced) this.storedVersions?.delete(this.rows.get(replaced)!);
      const row = String(++this.sequence).padStart(16, "0");
      this.rows.set(version, row);
      this.storedVersions?.set(row, version);
      more();
    });
    if (replaced) this.displace(replaced);
    this.place(version);
  }

  /** Stores a version again that was changed. */
  update(version: StoredObject): void {
    this.storedVersions?.set(this.rows.get(version)!, version);
  }

  remove(version: Version): void {
    this.storedVersions?.delete(this.rows.get(version)!);
    this.displace(version);
  }

  /** Removes every version of every object. */
  empty(): void {
    for (const { versions } of this.buckets.values())
      for (const version of [...versions.values()].flat()) this.remove(version);
  }

  *storedBlobs(): Generator<Blob> {
    for (const { versions } of this.buckets.values())
      for (const version of [...versions.values()].flat())
        if (!version.deleteMarker) yield* version.content.blobs;
  }

  private addBucket(name: string, created: number): void {
    this.buckets.set(name, { name, created, keys: new SortedKeys(), versions: new Map() });
  }

  private place(version: Version): void {
    const bucket = this.buckets.get(version.bucket)!;
    const versions = bucket.versions.get(version.key);
    if (versions) {
      versions.unshift(version);
      return;
    }
    bucket.versions.set(version.key, [version]);
    bucket.keys.add(version.key);
  }

  private displace(version: Version): void {
    const { keys, versions } = this.buckets.get(version.bucket)!;
    const left = versions.get(version.key)!.filter((each) => each !== version);
    if (left.length > 0) versions.set(version.key, left);
    else {
      versions.delete(version.key);
      keys.delete(version.key);
    }
    if (!version.deleteMarker) this.storage.blobs.delete(version.content.blobs);
  }
}
