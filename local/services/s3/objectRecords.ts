import { escapeXml } from "../../gateway/protocols/xml";
import { document, type Encryption } from "./bucketSettings";
import { elements } from "./members";

/** What is known of an object beyond what the backend stores. */
export interface ObjectRecord {
  encryption: Encryption;
  tags: URLSearchParams;
}

/** The records of the objects written through this service. */
export class ObjectRecords {
  private readonly records = new Map<string, ObjectRecord>();

  find(bucket: string, key: string): ObjectRecord | undefined {
    return this.records.get(objectName(bucket, key));
  }

  set(bucket: string, key: string, record: ObjectRecord): void {
    this.records.set(objectName(bucket, key), record);
  }

  delete(bucket: string, key: string): void {
    this.records.delete(objectName(bucket, key));
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
