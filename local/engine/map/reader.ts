import { gunzipSync } from "node:zlib";
import type { Fields } from "../compile/fields";
import { Aborted, itemReaderFailed, StateFailure } from "../errors";
import { isObject } from "../json";
import type { Scope } from "../query/scope";
import type { Visit } from "../run/visit";
import { type Json, TaskFailure } from "../types";
import { readCsv } from "./csv";
import { callService } from "./service";

/** Reads the items of a distributed Map ({@link https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html}). */
export type ItemReader = (visit: Visit, scope: Scope) => Promise<Json[]>;

export function compileItemReader(fields: Fields): ItemReader | undefined {
  const reader = fields.object("ItemReader");
  if (!reader) return undefined;
  const resource = reader.requiredString("Resource");
  const argument = reader.template(reader.jsonata ? "Arguments" : "Parameters");
  const config = reader.object("ReaderConfig");
  const maxItems = config?.integer("MaxItems");
  const parse = compileParser(config);
  return async (visit, scope) => {
    const parameters = argument ? await argument(scope) : {};
    try {
      const most = maxItems ? await maxItems(scope) : 0;
      if (most < 0) throw itemReaderFailed("field MaxItems must be positive");
      const items = resource.endsWith(":listObjectsV2")
        ? await listObjects(visit, resource, parameters)
        : await parse(
            await readObject(visit, resource, parameters),
            (object) => readObject(visit, resource, object),
            parameters,
          );
      return most > 0 ? items.slice(0, most) : items;
    } catch (thrown) {
      throw asReaderFailure(thrown);
    }
  };
}

function asReaderFailure(thrown: unknown): unknown {
  if (thrown instanceof Aborted) return thrown;
  if (thrown instanceof StateFailure || thrown instanceof TaskFailure) {
    return itemReaderFailed(thrown.cause ?? thrown.error ?? "The items could not be read.");
  }
  return itemReaderFailed(thrown instanceof Error ? thrown.message : String(thrown));
}

async function listObjects(visit: Visit, resource: string, parameters: Json): Promise<Json[]> {
  const items: Json[] = [];
  let token: Json | undefined;
  do {
    const page = await callService(visit, resource, {
      ...(parameters as object),
      ...(token !== undefined && { ContinuationToken: token }),
    });
    if (!isObject(page)) return items;
    if (Array.isArray(page.Contents)) items.push(...page.Contents);
    token = page.NextContinuationToken ?? undefined;
  } while (token !== undefined);
  return items;
}

/** The body of an S3 object: text, or the bytes as Latin-1 text. */
async function readObject(visit: Visit, resource: string, parameters: Json): Promise<Json> {
  const object = await callService(visit, resource, parameters);
  return isObject(object) && object.Body !== undefined ? object.Body : object;
}

type Parser = (
  body: Json,
  read: (object: Json) => Promise<Json>,
  parameters: Json,
) => Promise<Json[]> | Json[];

function compileParser(config: Fields | undefined): Parser {
  const type = config?.string("InputType") ?? "JSON";
  if (type === "JSON") {
    const pointer = config?.string("ItemsPointer");
    return (body) =>
      itemsOf(resolvePointer(typeof body === "string" ? (JSON.parse(body) as Json) : body, pointer));
  }
  if (type === "JSONL") return (body) => lines(String(body)).map((line) => JSON.parse(line) as Json);
  if (type === "CSV") {
    const headers =
      config!.string("CSVHeaderLocation") === "GIVEN" ? (config!.array("CSVHeaders") as string[]) : undefined;
    const delimiter = config!.string("CSVDelimiter");
    return (body) => readCsv(String(body), headers, delimiter);
  }
  if (type === "MANIFEST") return readManifest;
  throw config!.error("InputType", `must be one of JSON, JSONL, CSV, MANIFEST, but was ${type}`);
}

function itemsOf(value: Json): Json[] {
  if (Array.isArray(value)) return value;
  throw itemReaderFailed("Attempting to map over non-iterable node.");
}

const lines = (text: string) => text.split(/\r?\n/).filter((line) => line.trim() !== "");

/** A JSON Pointer (RFC 6901) into the document. */
function resolvePointer(document: Json, pointer = ""): Json {
  let value: Json | undefined = document;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(value)) value = value[Number(key)];
    else value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    if (value === undefined)
      throw itemReaderFailed(`ItemsPointer ${pointer} leads to nothing in the object.`);
  }
  return value;
}

/** An S3 inventory: a manifest that names CSV files and their columns. */
const readManifest: Parser = async (body, read, parameters) => {
  const manifest = typeof body === "string" ? (JSON.parse(body) as Json) : body;
  if (!isObject(manifest) || !Array.isArray(manifest.files))
    throw itemReaderFailed("The manifest has no files.");
  const headers = String(manifest.fileSchema ?? "")
    .split(",")
    .map((name) => name.trim());
  const bucket = String(manifest.destinationBucket ?? "")
    .split(":::")
    .at(-1);
  const items: Json[] = [];
  for (const file of manifest.files) {
    const key = isObject(file) ? file.key : file;
    const content = String(
      await read({
        Bucket: bucket || (isObject(parameters) ? parameters.Bucket : null) || null,
        Key: key ?? null,
      }),
    );
    const text = String(key).endsWith(".gz")
      ? gunzipSync(Buffer.from(content, "latin1")).toString("utf8")
      : content;
    items.push(...readCsv(text, headers));
  }
  return items;
};
