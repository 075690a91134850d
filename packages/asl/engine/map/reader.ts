import type { Fields } from "../compile/fields";
import { Aborted, itemReaderFailed, StateFailure } from "../errors";
import { parseExact } from "../exact/parse";
import { isObject, type JsonObject } from "../json";
import type { Scope } from "../query/scope";
import type { Mock } from "../run/host";
import type { Visit } from "../run/visit";
import { type Json, TaskFailure } from "../types";
import { readCsv } from "./csv";
import { itemsOf, readJsonArray, readJsonLines, resolvePointer, textOf } from "./jsonItems";
import { type ObjectBody, only, readObject } from "./objects";
import { collect, type Items } from "./select";
import { callService } from "./service";

/** Reads the items of a distributed Map ({@link https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html}). */
export type ItemReader = (visit: Visit, scope: Scope) => Promise<Items>;

/** Reads an object by the parameters of `s3:getObject`. */
type Read = (parameters: Json) => Promise<ObjectBody>;

/** Reads the items of the object that `parameters` name. */
type Format = (read: Read, parameters: Json) => Promise<Items>;

export function compileItemReader(fields: Fields): ItemReader | undefined {
  const reader = fields.object("ItemReader");
  if (!reader) return undefined;
  const resource = reader.requiredString("Resource");
  const argument = reader.template(reader.jsonata ? "Arguments" : "Parameters");
  const config = reader.object("ReaderConfig");
  const maxItems = config?.integer("MaxItems");
  const readFormat = compileFormat(config);
  const loads = config?.string("Transformation") === "LOAD_AND_FLATTEN";
  const lists = resource.endsWith(":listObjectsV2");
  const readItems = async (visit: Visit, parameters: Json): Promise<Items> => {
    const { mock } = visit.frame.run;
    const read: Read = (object) =>
      mock ? mockedObject(mock) : readObject(visit, resource.replace(/listObjectsV2$/, "getObject"), object);
    if (!lists || (mock && loads)) return readFormat(read, parameters);
    if (mock) return listedIn(await documentOf(await read(parameters)));
    const listed = await listObjects(visit, resource, parameters);
    return loads ? loadAll(listed, readFormat, read, parameters) : listed;
  };
  return async (visit, scope) => {
    const parameters = argument ? await argument(scope) : {};
    const most = maxItems ? await maxItems(scope) : 0;
    try {
      if (most < 0) throw itemReaderFailed("field MaxItems must be positive");
      const items = await readItems(visit, parameters);
      if (Array.isArray(items)) return most > 0 ? items.slice(0, most) : items;
      return reading(items, most || Number.POSITIVE_INFINITY);
    } catch (thrown) {
      throw asReaderFailure(thrown);
    }
  };
}

/** The object that a test gives in place of S3's. */
async function mockedObject({ itemReaderData = "" }: Mock): Promise<ObjectBody> {
  return { bytes: only(Buffer.from(itemReaderData)), streamed: false };
}

/** The objects in a mocked response of `s3:listObjectsV2`. */
const listedIn = (response: Json): Json[] =>
  itemsOf(isObject(response) && response.Contents !== undefined ? response.Contents : response);

/** At most so many of the items; what goes wrong with them is the reader's failure. */
async function* reading(items: AsyncIterable<Json>, most: number): AsyncGenerator<Json> {
  let count = 0;
  try {
    for await (const item of items) {
      yield item;
      if (++count >= most) return;
    }
  } catch (thrown) {
    throw asReaderFailure(thrown);
  }
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
    if (Array.isArray(page.Contents)) for (const object of page.Contents) items.push(object);
    token = page.NextContinuationToken ?? undefined;
  } while (token !== undefined);
  return items;
}

/** The items of all listed objects, one object after another. */
async function* loadAll(
  listed: Json[],
  readFormat: Format,
  read: Read,
  parameters: Json,
): AsyncGenerator<Json> {
  const Bucket = (isObject(parameters) ? parameters.Bucket : undefined) ?? null;
  for (const object of listed) {
    const Key = (isObject(object) ? object.Key : undefined) ?? null;
    yield* await readFormat(read, { Bucket, Key });
  }
}

function compileFormat(config: Fields | undefined): Format {
  const type = config?.string("InputType") ?? "JSON";
  switch (type) {
    case "JSON": {
      const pointer = config?.string("ItemsPointer");
      return async (read, parameters) => {
        const body = await read(parameters);
        if ("bytes" in body && body.streamed && !pointer) return readJsonArray(body.bytes);
        return itemsOf(resolvePointer(await documentOf(body), pointer));
      };
    }
    case "JSONL":
      return fileFormat(readJsonLines);
    case "CSV": {
      const given = config!.string("CSVHeaderLocation") === "GIVEN";
      const headers = given ? (config!.array("CSVHeaders") as string[]) : undefined;
      const delimiter = config!.string("CSVDelimiter");
      return fileFormat((file) => readCsv(file, headers, delimiter));
    }
    case "MANIFEST":
      return readManifest;
    case "PARQUET":
      return async () => {
        throw itemReaderFailed("InputType PARQUET cannot be read by the local run.");
      };
    default:
      throw config!.error("InputType", `must be one of JSON, JSONL, CSV, MANIFEST, PARQUET, but was ${type}`);
  }
}

/** A format whose items stand one after another in the file. */
function fileFormat(itemsIn: (file: AsyncIterable<Uint8Array>) => AsyncIterable<Json>): Format {
  return async (read, parameters) => {
    const body = await read(parameters);
    const items = itemsIn(bytesOf(body));
    return "bytes" in body && body.streamed ? items : collect(items);
  };
}

/** An S3 inventory: a manifest that names CSV files and their columns. */
const readManifest: Format = async (read, parameters) => {
  const body = await read(parameters);
  const manifest = await documentOf(body);
  if (!isObject(manifest) || !Array.isArray(manifest.files)) {
    throw itemReaderFailed("The manifest has no files.");
  }
  const items = inventory(manifest, manifest.files, read, parameters);
  return "bytes" in body && body.streamed ? items : collect(items);
};

async function* inventory(
  manifest: JsonObject,
  files: Json[],
  read: Read,
  parameters: Json,
): AsyncGenerator<Json> {
  const headers = String(manifest.fileSchema ?? "")
    .split(",")
    .map((name) => name.trim());
  const bucket = String(manifest.destinationBucket ?? "")
    .split(":::")
    .at(-1);
  const own = isObject(parameters) ? parameters.Bucket : undefined;
  for (const file of files) {
    const Key = (isObject(file) ? file.key : file) ?? null;
    const content = await read({ Bucket: bucket || (own ?? null), Key });
    yield* readCsv(bytesOf(content), headers);
  }
}

async function documentOf(body: ObjectBody): Promise<Json> {
  if ("value" in body) return body.value;
  return parseExact((await collect(textOf(body.bytes))).join(""));
}

async function* encoded(value: Json): AsyncGenerator<Uint8Array> {
  yield Buffer.from(String(value));
}

const bytesOf = (body: ObjectBody) => ("bytes" in body ? body.bytes : encoded(body.value));
