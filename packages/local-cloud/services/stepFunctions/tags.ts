import type { Tag } from "@aws-sdk/client-sfn";
import { errors } from "./errors";

const MAX_TAGS = 50;

/** The tags of state machines and activities, by the resource's ARN. */
export class Tags {
  private readonly tags = new Map<string, Map<string, string>>();

  /** Adds tags and replaces the values of existing ones. Throws `TooManyTags`. */
  add(arn: string, tags: readonly Tag[] = []): void {
    const merged = new Map(this.tags.get(arn));
    for (const { key = "", value = "" } of tags) merged.set(key, value);
    if (merged.size > MAX_TAGS) throw errors.tooManyTags(arn);
    this.tags.set(arn, merged);
  }

  remove(arn: string, keys: readonly string[]): void {
    for (const key of keys) this.tags.get(arn)?.delete(key);
  }

  clear(arn: string): void {
    this.tags.delete(arn);
  }

  list(arn: string): Tag[] {
    return [...(this.tags.get(arn) ?? [])].map(([key, value]) => ({ key, value }));
  }
}
