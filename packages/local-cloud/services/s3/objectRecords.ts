import { escapeXml } from "../../aws/protocols/xml";
import type { PersistedValues } from "../../data/persistedValues";
import { document, type Encryption } from "./bucketSettings";
import { readS3Document } from "./members";

/** What is known about an object in addition to what the backend stores. */
export interface ObjectRecord {
  encryption: Encryption;
  tags: URLSearchParams;
}

/** A record as it is stored on disk. */
interface StoredRecord {
  encryption: Encryption;
  tags: string;
}

/** The records of the objects written through this service. */
export class ObjectRecords {
  private readonly records = new Map<string, ObjectRecord>();

  /** @param stored where they are stored. Default: in memory only. */
  constructor(private readonly stored?: PersistedValues<StoredRecord>) {
    for (const [name, { encryption, tags }] of stored?.entries() ?? []) {
      this.records.set(name, { encryption, tags: new URLSearchParams(tags) });
    }
  }

  find(bucket: string, key: string): ObjectRecord | undefined {
    return this.records.get(objectName(bucket, key));
  }

  set(bucket: string, key: string, record: ObjectRecord): void {
    const name = objectName(bucket, key);
    this.records.set(name, record);
    this.stored?.set(name, { encryption: record.encryption, tags: record.tags.toString() });
  }

  delete(bucket: string, key: string): void {
    const name = objectName(bucket, key);
    this.records.delete(name);
    this.stored?.delete(name);
  }

  clear(): void {
    for (const name of this.records.keys()) this.stored?.delete(name);
    this.records.clear();
  }
}

/** Bucket names have no slash. */
export const objectName = (bucket: string, key: string) => `${bucket}/${key}`;

interface Tag {
  Key?: string;
  Value?: string;
}

/** The tags of a `Tagging` document. */
export function readTags(xml: string): URLSearchParams {
  const tags = new URLSearchParams();
  const { Tagging } = readS3Document("PutObjectTagging", xml) as { Tagging?: { TagSet?: Tag[] } };
  for (const { Key = "", Value = "" } of Tagging?.TagSet ?? []) tags.append(Key, Value);
  return tags;
}

export function writeTags(tags: URLSearchParams): string {
  const written = [...tags].map(
    ([name, value]) => `<Tag><Key>${escapeXml(name)}</Key><Value>${escapeXml(value)}</Value></Tag>`,
  );
  return document("Tagging", `<TagSet>${written.join("")}</TagSet>`);
}
