import { escapeXml } from "../../aws/protocols/xml";
import type { KeptValues } from "../../data/keptValues";
import { document, type Encryption } from "./bucketSettings";
import { elements } from "./members";

/** What is known of an object beyond what the backend stores. */
export interface ObjectRecord {
  encryption: Encryption;
  tags: URLSearchParams;
}

/** A record as it is kept on disk. */
interface KeptRecord {
  encryption: Encryption;
  tags: string;
}

/** The records of the objects written through this service. */
export class ObjectRecords {
  private readonly records = new Map<string, ObjectRecord>();

  /** @param kept where they are kept. Default: nowhere. */
  constructor(private readonly kept?: KeptValues<KeptRecord>) {
    for (const [name, { encryption, tags }] of kept?.entries() ?? []) {
      this.records.set(name, { encryption, tags: new URLSearchParams(tags) });
    }
  }

  find(bucket: string, key: string): ObjectRecord | undefined {
    return this.records.get(objectName(bucket, key));
  }

  set(bucket: string, key: string, record: ObjectRecord): void {
    const name = objectName(bucket, key);
    this.records.set(name, record);
    this.kept?.set(name, { encryption: record.encryption, tags: record.tags.toString() });
  }

  delete(bucket: string, key: string): void {
    const name = objectName(bucket, key);
    this.records.delete(name);
    this.kept?.delete(name);
  }
}

/** Bucket names have no slash. */
export const objectName = (bucket: string, key: string) => `${bucket}/${key}`;

/** The tags of a `Tagging` document. */
export function readTags(xml: string): URLSearchParams {
  const tags = new URLSearchParams();
  for (const tag of elements(xml, "Tag"))
    tags.append(elements(tag, "Key")[0] ?? "", elements(tag, "Value")[0] ?? "");
  return tags;
}

export function writeTags(tags: URLSearchParams): string {
  const written = [...tags].map(
    ([name, value]) => `<Tag><Key>${escapeXml(name)}</Key><Value>${escapeXml(value)}</Value></Tag>`,
  );
  return document("Tagging", `<TagSet>${written.join("")}</TagSet>`);
}
