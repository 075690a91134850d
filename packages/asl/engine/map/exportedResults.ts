import { Aborted, resultWriterFailed } from "../errors";
import { isObject, type JsonObject } from "../json";
import type { Visit } from "../run/visit";
import { type ChildJob, type Json, TaskFailure } from "../types";
import { describe } from "./describe";
import type { ChildResult, Results, Transformation } from "./results";
import { callService } from "./service";

export interface Export {
  visit: Visit;
  /** The `ResultWriter`'s `Resource`. */
  resource: string;
  mapRunArn: string;
  transform: Transformation;
  /** JSON Lines instead of an array. */
  jsonLines: boolean;
  /** The evaluated `Arguments` or `Parameters`. */
  target(): Promise<Json>;
  /** The checkpoint of an earlier run. */
  before?: Json;
}

type Status = "FAILED" | "PENDING" | "SUCCEEDED";

type Held = [index: number, texts: string[]];

interface Checkpoint {
  files: JsonObject[];
  held: Held[];
}

/** Bytes after which a result file is written: no more is held. */
const FILE_BYTES = 2 ** 22;

/** The results of a Map that writes them to S3: files by status, and a manifest that lists them. */
export class ExportedResults implements Results {
  readonly exported = true;
  private readonly files: Record<Status, JsonObject[]>;
  /** Successful results that are not written yet, as JSON. */
  private held: Held[];
  private bytes = 0;
  /** Of each status, how many files were begun. */
  private readonly written: Record<Status, number>;
  private target: Promise<JsonObject> | undefined;

  constructor(private readonly options: Export) {
    const { files, held } = (options.before ?? { files: [], held: [] }) as unknown as Checkpoint;
    this.files = { FAILED: [], PENDING: [], SUCCEEDED: [...files] };
    this.written = { FAILED: 0, PENDING: 0, SUCCEEDED: files.length };
    this.held = [...held];
  }

  async add(child: ChildResult): Promise<void> {
    const texts = this.options.transform(child).map((item) => JSON.stringify(item));
    this.held.push([child.index, texts]);
    for (const text of texts) this.bytes += Buffer.byteLength(text);
    if (this.bytes >= FILE_BYTES) await this.flush();
  }

  async finish(failed: ChildResult[]): Promise<Json> {
    return this.complete(failed, []);
  }

  async abandon(failed: ChildResult[], pending: ChildJob[]): Promise<void> {
    await this.complete(failed, pending);
  }

  /** Files that are written stay written: a redrive adds others. */
  checkpoint(): Json {
    return { files: this.files.SUCCEEDED, held: this.held };
  }

  private async complete(failed: ChildResult[], pending: ChildJob[]): Promise<Json> {
    await this.flush();
    const { mapRunArn } = this.options;
    await this.writeAll("FAILED", failed.map(describe));
    await this.writeAll("PENDING", pending.map(describePending));
    const { Bucket = null } = await this.parameters();
    const manifest = { DestinationBucket: Bucket, MapRunArn: mapRunArn, ResultFiles: this.files };
    const Key = await this.put("manifest.json", JSON.stringify(manifest));
    return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket, Key } };
  }

  /** Writes the successful results that are held, in the order of the children. */
  private async flush(): Promise<void> {
    const held = this.held.sort(([a], [b]) => a - b);
    this.held = [];
    this.bytes = 0;
    if (held.length === 0) return;
    const texts = held.flatMap(([, items]) => items);
    try {
      await this.write("SUCCEEDED", texts);
    } catch (error) {
      this.held.push(...held);
      throw error;
    }
  }

  private async writeAll(status: Status, items: Json[]): Promise<void> {
    let texts: string[] = [];
    let bytes = 0;
    for (const item of items) {
      const text = JSON.stringify(item);
      texts.push(text);
      bytes += Buffer.byteLength(text);
      if (bytes < FILE_BYTES) continue;
      await this.write(status, texts);
      texts = [];
      bytes = 0;
    }
    if (texts.length > 0) await this.write(status, texts);
  }

  private async write(status: Status, texts: string[]): Promise<void> {
    const body = this.options.jsonLines ? texts.join("\n") : `[${texts.join(",")}]`;
    const number = this.written[status]++;
    const Key = await this.put(`${status}_${number}.json`, body);
    this.files[status].push({ Key, Size: Buffer.byteLength(body) });
  }

  /** Writes an object and returns its key. */
  private async put(name: string, Body: string): Promise<string> {
    const { visit, resource, mapRunArn } = this.options;
    const { Prefix, ...target } = await this.parameters();
    const folder = [Prefix, mapRunArn.split(":").at(-1)].filter((part) => part).join("/");
    const Key = `${folder}/${name}`;
    try {
      await callService(visit, resource, { ...target, Key, Body });
      return Key;
    } catch (error) {
      if (error instanceof Aborted) throw error;
      if (error instanceof TaskFailure)
        throw resultWriterFailed(error.cause ?? error.error ?? "The result could not be written.");
      throw resultWriterFailed(error instanceof Error ? error.message : String(error));
    }
  }

  private parameters(): Promise<JsonObject> {
    this.target ??= this.options.target().then((target) => {
      if (isObject(target)) return target;
      throw resultWriterFailed("The ResultWriter has no Bucket.");
    });
    return this.target;
  }
}

/** A child execution that was not started. */
const describePending = ({ input }: ChildJob): Json => ({
  Input: JSON.stringify(input),
  InputDetails: { Included: true },
  Status: "PENDING",
});
