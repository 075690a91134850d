import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import {
  compile,
  type Json,
  type MapRun,
  start,
  TaskFailure,
  type TaskRequest,
} from "../../../../packages/asl/engine";
import { ManualClock } from "../../../../packages/local-cloud";
import { CONTEXT, FUNCTION, finish, machineOf, type Options } from "./harness";

const WORK = { Type: "Task", Resource: FUNCTION };

const mapOver = (config: Record<string, unknown>, fields: Record<string, unknown> = {}) =>
  machineOf({
    Type: "Map",
    ItemReader: {
      Resource: "arn:aws:states:::s3:getObject",
      ReaderConfig: config,
      Parameters: { Bucket: "b", Key: "k" },
    },
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "Work",
      States: { Work: { ...WORK, End: true } },
    },
    ...fields,
  });

type Piece = string | Uint8Array | Error;

/** A bucket whose objects come in pieces. */
class Bucket {
  readonly written: Record<string, string> = {};
  pieces = 0;
  /** How often an object's reading was ended, by its end or from outside. */
  closed = 0;

  constructor(private readonly objects: Record<string, Iterable<Piece>>) {}

  async *read({ parameters }: TaskRequest): AsyncGenerator<Uint8Array> {
    const object = this.objects[(parameters as { Key: string }).Key];
    try {
      if (!object) throw new TaskFailure("S3.NoSuchKeyException", "no such key");
      for (const piece of object) {
        this.pieces++;
        if (piece instanceof Error) throw piece;
        yield typeof piece === "string" ? Buffer.from(piece) : piece;
      }
    } finally {
      this.closed++;
    }
  }
}

interface Run extends Pick<Options, "redrive" | "onMapRun"> {
  task?: (item: Json) => Json | Promise<Json>;
}

async function run(definition: unknown, bucket: Bucket, { task = (item) => item, ...options }: Run = {}) {
  const clock = new ManualClock();
  let ids = 0;
  const execution = start(compile(definition), {
    ...options,
    input: {},
    context: CONTEXT,
    clock,
    random: () => 0.5,
    uuid: () => `id-${++ids}`,
    tasks: {
      async run({ resource, parameters }) {
        if (resource === FUNCTION) return task(parameters);
        const { Key, Body } = parameters as { Key: string; Body: string };
        bucket.written[Key] = Body;
        return {};
      },
      readObject: (request) => bucket.read(request),
    },
  });
  return { execution, result: await finish({ execution, clock }) };
}

const byOne = (text: string | Uint8Array) =>
  Array.from(Buffer.from(text), (byte) => Uint8Array.of(byte) as Piece);

describe("items read as a stream", () => {
  const csv = { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" };
  const manifest = '{"files":[{"key":"one.csv.gz"},{"key":"two.csv"}],"fileSchema":"Bucket, Key"}';
  const readable: [string, Record<string, unknown>, Record<string, string | Uint8Array>, Json][] = [
    ["JSON Lines", { InputType: "JSONL" }, { k: '{"a":"é"}\r\n\n"\\u00e9"\n3' }, [{ a: "é" }, "é", 3]],
    ["no lines", { InputType: "JSONL" }, { k: "" }, []],
    [
      "CSV",
      csv,
      { k: 'a,b\n"1\n,",é\n2,"""x"""\n' },
      [
        { a: "1\n,", b: "é" },
        { a: "2", b: '"x"' },
      ],
    ],
    ["CSV without rows", csv, { k: "a,b\n" }, []],
    [
      "a JSON array",
      { InputType: "JSON" },
      { k: ' [ 1, "a,]\\"\\\\", [[]], {"b":{"c":"}"}}, null , true] \n' },
      [1, 'a,]"\\', [[]], { b: { c: "}" } }, null, true],
    ],
    ["an empty JSON array", {}, { k: " [ ]" }, []],
    ["a part of a JSON object", { InputType: "JSON", ItemsPointer: "/a" }, { k: '{"a":[1,2]}' }, [1, 2]],
    [
      "an inventory",
      { InputType: "MANIFEST" },
      { k: manifest, "one.csv.gz": gzipSync("b,one\nb,two\n"), "two.csv": "b,three\n" },
      ["one", "two", "three"].map((Key) => ({ Bucket: "b", Key })),
    ],
  ];
  for (const [name, config, objects, items] of readable) {
    it(`reads ${name}, whole and byte by byte`, async () => {
      for (const cut of [(object: string | Uint8Array): Piece[] => [object], byOne]) {
        const pieces = Object.entries(objects).map(([key, object]) => [key, cut(object)] as const);
        const { result } = await run(mapOver(config), new Bucket(Object.fromEntries(pieces)));
        assert.deepEqual(result, { status: "SUCCEEDED", output: items });
      }
    });
  }

  const unreadable: [string, Record<string, unknown>, Piece[] | undefined, RegExp][] = [
    ["a missing object", { InputType: "JSONL" }, undefined, /^no such key$/],
    ["a broken line", { InputType: "JSONL" }, ["1\n{\n"], /JSON/],
    ["an array that does not end", {}, ["[1, 2"], /^Unexpected end of JSON input$/],
    ["an array with a hole", {}, ["[1,,2]"], /JSON/],
    ["text after the array", {}, ["[1] 2"], /^Unexpected text after the JSON array: 2$/],
    ["no array", {}, ['{"a":1}'], /^Attempting to map over non-iterable node\.$/],
    ["nothing", {}, [""], /^Attempting to map over non-iterable node\.$/],
    ["repeated headers", csv, ["a,a\n1,2\n"], /^CSV headers cannot contain duplicates\.$/],
    ["a connection that breaks", csv, ["a\n1\n", new TaskFailure("S3.X", "gone")], /^gone$/],
    [
      "a file of an inventory that is not there",
      { InputType: "MANIFEST" },
      ['{"files":[{"key":"k.gz"}]}'],
      /^no such key$/,
    ],
  ];
  for (const [name, config, pieces, cause] of unreadable) {
    it(`fails at ${name}`, async () => {
      const bucket = new Bucket(pieces ? { k: pieces } : {});
      const { result } = await run(mapOver(config), bucket, { task: () => new Promise(() => {}) });
      assert.ok(result.status === "FAILED");
      assert.equal(result.error, "States.ItemReaderFailed");
      assert.match(result.cause ?? "", cause);
      assert.ok(bucket.closed >= 1);
    });
  }

  it("reads no further than its children are", async () => {
    const lines = Array.from({ length: 1000 }, (_, index) => `${index}\n`);
    const bucket = new Bucket({ k: lines });
    let running = 0;
    let ahead = 0;
    let done = 0;
    const { result } = await run(mapOver({ InputType: "JSONL" }, { MaxConcurrency: 5 }), bucket, {
      async task(item) {
        assert.ok(++running <= 5);
        ahead = Math.max(ahead, bucket.pieces - done);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        done++;
        return item;
      },
    });
    assert.equal(result.status, "SUCCEEDED");
    assert.equal(done, 1000);
    assert.ok(ahead <= 10, `${ahead} items were read and not done`);
  });

  it("reads no more than MaxItems", async () => {
    const bucket = new Bucket({ k: ["1\n", "2\n", "3\n", "4\n"] });
    const { result } = await run(mapOver({ InputType: "JSONL", MaxItems: 2 }), bucket);
    assert.deepEqual(result, { status: "SUCCEEDED", output: [1, 2] });
    assert.deepEqual([bucket.pieces, bucket.closed], [2, 1]);
  });

  it("stops reading when too many children failed, and reads on after a redrive", async () => {
    const objects = { k: ["1\n", "2\n", "3\n", "4\n", "5\n"] };
    const definition = mapOver(
      { InputType: "JSONL" },
      { MaxConcurrency: 1, ItemSelector: { "i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value" } },
    );
    const bucket = new Bucket(objects);
    const asked: Json[] = [];
    let broken = true;
    const task = (item: Json) => {
      const { v } = item as { v: number };
      asked.push(v);
      if (broken && v === 3) throw new TaskFailure("E");
      return item;
    };
    const first = await run(definition, bucket, { task });
    assert.equal(first.result.status, "FAILED");
    assert.deepEqual([bucket.pieces, bucket.closed], [3, 1]);
    broken = false;
    const checkpoint = JSON.parse(JSON.stringify(first.execution.checkpoint()));
    const second = await run(definition, new Bucket(objects), {
      task,
      redrive: { checkpoint, lastEventId: 9 },
    });
    const output = [1, 2, 3, 4, 5].map((v, i) => ({ i, v }));
    assert.deepEqual(second.result, { status: "SUCCEEDED", output });
    assert.deepEqual(asked, [1, 2, 3, 3, 4, 5]);
  });

  it("counts what it reads, and judges a percentage of failures by all of it", async () => {
    const runs: MapRun[] = [];
    const task = (item: Json) => {
      if ((item as number) < 3) throw new TaskFailure("E");
      return item;
    };
    const lines = { k: ["1\n2\n3\n4\n"] };
    for (const [percentage, status] of [
      [50, "SUCCEEDED"],
      [49, "FAILED"],
    ] as const) {
      const definition = mapOver(
        { InputType: "JSONL" },
        { ToleratedFailurePercentage: percentage, MaxConcurrency: 1 },
      );
      const onMapRun = (mapRun: MapRun) => runs.push(mapRun);
      const { result } = await run(definition, new Bucket(lines), { task, onMapRun });
      assert.equal(result.status, status);
      const { total, failed, succeeded } = runs.at(-1)!.itemCounts;
      assert.deepEqual([total, failed, succeeded], [4, 2, 2]);
    }
  });

  it("fails where its results are more than an output may be", async () => {
    const definition = mapOver({ InputType: "JSONL" });
    const of = (count: number) => new Bucket({ k: Array<string>(count).fill("1\n") });
    const fitting = await run(definition, of(4), { task: () => "x".repeat(65_000) });
    assert.equal(fitting.result.status, "SUCCEEDED");
    const { result } = await run(definition, of(5), { task: () => "x".repeat(65_000) });
    assert.deepEqual(
      [result.status, "error" in result && result.error],
      ["FAILED", "States.DataLimitExceeded"],
    );
  });

  const ResultWriter = {
    Resource: "arn:aws:states:::s3:putObject",
    Parameters: { Bucket: "b", Prefix: "p" },
    WriterConfig: { Transformation: "COMPACT", OutputType: "JSONL" },
  };
  const filesOf = (bucket: Bucket) =>
    (
      JSON.parse(bucket.written["p/id-1/manifest.json"]!) as {
        ResultFiles: Record<"FAILED" | "PENDING" | "SUCCEEDED", { Key: string; Size: number }[]>;
      }
    ).ResultFiles;

  it("writes large results into several files", async () => {
    const bucket = new Bucket({ k: Array.from({ length: 30 }, (_, index) => `${index}\n`) });
    const definition = mapOver({ InputType: "JSONL" }, { ResultWriter, MaxConcurrency: 1 });
    const { result } = await run(definition, bucket, { task: (item) => [item, "x".repeat(200_000)] });
    assert.equal(result.status, "SUCCEEDED");
    const { SUCCEEDED } = filesOf(bucket);
    assert.deepEqual(
      SUCCEEDED.map(({ Key }) => Key),
      ["p/id-1/SUCCEEDED_0.json", "p/id-1/SUCCEEDED_1.json"],
    );
    const written = SUCCEEDED.flatMap(({ Key, Size }) => {
      assert.equal(bucket.written[Key]!.length, Size);
      return bucket.written[Key]!.split("\n").map((line) => (JSON.parse(line) as [number])[0]);
    });
    assert.deepEqual(
      written,
      Array.from({ length: 30 }, (_, index) => index),
    );
  });

  it("writes what failed and what was not started when the Map fails, and all of it after a redrive", async () => {
    const definition = mapOver(
      { InputType: "JSON", ItemsPointer: "/items" },
      { ResultWriter, MaxConcurrency: 1 },
    );
    const bucket = new Bucket({ k: ['{"items":[1,2,3]}'] });
    let broken = true;
    const task = (item: Json) => {
      if (broken && item === 2) throw new TaskFailure("E", "why");
      return item;
    };
    const first = await run(definition, bucket, { task });
    assert.equal("error" in first.result && first.result.error, "States.ExceedToleratedFailureThreshold");
    const body = (files: { Key: string }[]) => files.map(({ Key }) => bucket.written[Key]).join("\n");
    const files = filesOf(bucket);
    assert.equal(body(files.SUCCEEDED), "1");
    assert.match(body(files.FAILED), /"Error":"E","Cause":"why"/);
    assert.match(body(files.PENDING), /"Input":"3".*"Status":"PENDING"/);
    broken = false;
    const checkpoint = first.execution.checkpoint()!;
    const second = await run(definition, bucket, { task, redrive: { checkpoint, lastEventId: 9 } });
    assert.equal(second.result.status, "SUCCEEDED");
    const after = filesOf(bucket);
    assert.deepEqual([after.FAILED, after.PENDING], [[], []]);
    assert.equal(body(after.SUCCEEDED), "1\n2\n3");
  });
});
