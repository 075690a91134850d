import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import {
  type ChildExecution,
  type ExecutionResult,
  type HistoryEvent,
  type Json,
  type MapRun,
  TaskFailure,
  type TaskRequest,
} from "../../../../packages/asl/engine";
import { ACCOUNT, begin, detailsOf, FUNCTION, machineOf, output, PREFIX, run, types } from "./harness";

const processor = (state: Record<string, unknown>, ExecutionType = "STANDARD") => ({
  ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType },
  StartAt: "I",
  States: { I: { ...state, End: true } },
});
const map = (fields: Record<string, unknown>, state: Record<string, unknown> = { Type: "Pass" }) =>
  machineOf({ Type: "Map", ItemProcessor: processor(state), ...fields });

/** A bucket: objects by key. */
const bucket =
  (objects: Record<string, string>, written: Record<string, string> = {}) =>
  (request: TaskRequest): Json => {
    const { Key, Body, ContinuationToken } = request.parameters as Record<string, string>;
    if (request.resource.endsWith("listObjectsV2")) {
      const keys = Object.keys(objects);
      const next = ContinuationToken ? 1 : 0;
      return {
        Contents: [{ Key: keys[next]! }],
        ...(next === 0 && keys.length > 1 && { NextContinuationToken: "t" }),
      };
    }
    if (request.resource.endsWith("putObject")) {
      written[Key!] = Body!;
      return {};
    }
    if (objects[Key!] === undefined) throw new TaskFailure("S3.NoSuchKeyException", `no ${Key}`);
    return { Body: objects[Key!]! };
  };

const reader = (config: Record<string, unknown>, operation = "getObject", Key = "k") => ({
  ItemReader: {
    Resource: `arn:aws:states:::s3:${operation}`,
    ReaderConfig: config,
    Parameters: { Bucket: "b", Key },
  },
});

describe("distributed Map", () => {
  it("runs each item as its own execution", async () => {
    const children: (ChildExecution & { events: HistoryEvent[]; result?: ExecutionResult })[] = [];
    const runs: MapRun[] = [];
    const { result, events } = await run(
      map(
        { Label: "L", ItemSelector: { "v.$": "$$.Map.Item.Value" } },
        { Type: "Pass", OutputPath: "$$.Execution" },
      ),
      ["a", "b"],
      {
        onMapRun: (mapRun) => runs.push(mapRun),
        onChildExecution(child) {
          const observed = {
            ...child,
            events: [] as HistoryEvent[],
            result: undefined as ExecutionResult | undefined,
          };
          children.push(observed);
          return {
            onEvent: (event) => observed.events.push(event),
            onEnd: (ended) => {
              observed.result = ended;
            },
          };
        },
      },
    );
    assert.deepEqual(types(events), [
      "ExecutionStarted",
      "MapStateEntered",
      "MapStateStarted",
      "MapRunStarted",
      "MapRunSucceeded",
      "MapStateSucceeded",
      "MapStateExited",
      "ExecutionSucceeded",
    ]);
    assert.deepEqual(detailsOf(events, "MapRunStarted"), { mapRunArn: `${ACCOUNT}:mapRun:machine/L:id-1` });
    const [first] = (result as unknown as { output: { Id: string; Input: Json; Name: string }[] }).output;
    assert.equal(first!.Id, `${ACCOUNT}:execution:machine/L:${first!.Name}`);
    assert.deepEqual(first!.Input, { v: "a" });
    assert.deepEqual(
      children.map((child) => [
        child.executionArn === `${ACCOUNT}:execution:machine/L:${child.name}`,
        child.input,
      ]),
      [
        [true, { v: "a" }],
        [true, { v: "b" }],
      ],
    );
    assert.deepEqual(types(children[0]!.events), [
      "ExecutionStarted",
      "PassStateEntered",
      "PassStateExited",
      "ExecutionSucceeded",
    ]);
    assert.equal(children[1]!.result!.status, "SUCCEEDED");
    assert.equal(runs[0]!.status, "RUNNING");
    assert.deepEqual(runs[0]!.itemCounts.pending, 2);
    const last = runs.at(-1)!;
    assert.equal(last.status, "SUCCEEDED");
    assert.deepEqual([last.executionCounts.succeeded, last.executionCounts.total], [2, 2]);
  });

  it("hides the variables outside from the children", async () => {
    const definition = {
      QueryLanguage: "JSONata",
      StartAt: "A",
      States: {
        A: { Type: "Pass", Assign: { x: 1 }, Next: "M" },
        M: {
          Type: "Map",
          Items: [1],
          ItemProcessor: processor({ Type: "Pass", Output: "{% $exists($x) %}" }),
          End: true,
        },
      },
    };
    assert.deepEqual(await output(definition), [false]);
  });

  const readers: [string, Record<string, unknown>, Record<string, string>, Json][] = [
    ["JSON", reader({ InputType: "JSON" }), { k: "[1, {}]" }, [1, {}]],
    [
      "a part of a JSON object",
      reader({ InputType: "JSON", ItemsPointer: "/a~1b/0" }),
      { k: '{"a/b": [[1]]}' },
      [1],
    ],
    ["JSONL", reader({ InputType: "JSONL" }), { k: '{"a":1}\n\n{"a":2}\n' }, [{ a: 1 }, { a: 2 }]],
    [
      "CSV",
      reader({ InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" }),
      { k: 'a,b\n1,"x,y"\n2\n' },
      [
        { a: "1", b: "x,y" },
        { a: "2", b: "" },
      ],
    ],
    [
      "CSV without headers",
      reader({ InputType: "CSV", CSVHeaderLocation: "GIVEN", CSVHeaders: ["a"], CSVDelimiter: "PIPE" }),
      { k: "1|2" },
      [{ a: "1" }],
    ],
    [
      "CSV with odd headers",
      reader({ InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" }),
      { k: "__proto__\n1" },
      [JSON.parse('{"__proto__":"1"}') as Json],
    ],
    ["MaxItems", reader({ InputType: "JSON", MaxItems: 1 }), { k: "[1, 2]" }, [1]],
    [
      "an inventory",
      reader({ InputType: "MANIFEST" }),
      {
        k: '{"files": [{"key": "f.csv.gz"}], "fileSchema": "Bucket, Key", "destinationBucket": "arn:aws:s3:::d"}',
        "f.csv.gz": gzipSync("b,one\nb,two\n").toString("latin1"),
      },
      [
        { Bucket: "b", Key: "one" },
        { Bucket: "b", Key: "two" },
      ],
    ],
    [
      "a listing, page by page",
      reader({}, "listObjectsV2"),
      { one: "", two: "" },
      [{ Key: "one" }, { Key: "two" }],
    ],
  ];
  for (const [name, fields, objects, expected] of readers) {
    it(`reads ${name}`, async () => {
      const items = await output(map(fields), {}, { task: bucket(objects) });
      assert.equal(JSON.stringify(items), JSON.stringify(expected));
    });
  }

  it("fails with States.Runtime at a MaxItemsPath that is no whole number", async () => {
    const fields = reader({ InputType: "JSON", MaxItemsPath: "$.most" });
    const { result } = await run(map(fields), { most: "1.5" }, { task: bucket({ k: "[1]" }) });
    assert.equal("error" in result && result.error, "States.Runtime");
    assert.match(
      String("cause" in result && result.cause),
      /The MaxItemsPath field refers to value "1\.5" which is not a valid integer: \$\.most$/,
    );
  });

  const unreadable: [string, Record<string, unknown>, Record<string, string>, RegExp][] = [
    ["a missing object", reader({ InputType: "JSON" }), {}, /^no k$/],
    [
      "an object that is not an array",
      reader({ InputType: "JSON" }),
      { k: "{}" },
      /^Attempting to map over non-iterable node\.$/,
    ],
    ["broken JSON", reader({ InputType: "JSON" }), { k: "[" }, /JSON/],
    [
      "repeated headers",
      reader({ InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" }),
      { k: "a,a\n" },
      /^CSV headers cannot contain duplicates\.$/,
    ],
    [
      "a negative MaxItems",
      reader({ InputType: "JSON", MaxItems: -1 }),
      { k: "[]" },
      /^field MaxItems must be positive$/,
    ],
    [
      "a pointer to nothing",
      reader({ InputType: "JSON", ItemsPointer: "/a" }),
      { k: "{}" },
      /leads to nothing/,
    ],
  ];
  for (const [name, fields, objects, cause] of unreadable) {
    it(`fails at ${name}`, async () => {
      const { result, events } = await run(map(fields), {}, { task: bucket(objects) });
      assert.equal("error" in result && result.error, "States.ItemReaderFailed");
      assert.match(String("cause" in result && result.cause), cause);
      assert.deepEqual(types(events).slice(-4), [
        "MapRunStarted",
        "MapRunFailed",
        "MapStateFailed",
        "ExecutionFailed",
      ]);
    });
  }

  it("puts items into batches by number and by size", async () => {
    const batches = (ItemBatcher: Record<string, unknown>) =>
      output(map({ ItemBatcher }), ["aaaa", "bbbb", "cccc"]);
    assert.deepEqual(await batches({ MaxItemsPerBatch: 2, BatchInput: { "n.$": "$$.Execution.Name" } }), [
      { BatchInput: { n: "run" }, Items: ["aaaa", "bbbb"] },
      { BatchInput: { n: "run" }, Items: ["cccc"] },
    ]);
    assert.deepEqual(await batches({ MaxInputBytesPerBatch: 26 }), [
      { Items: ["aaaa", "bbbb"] },
      { Items: ["cccc"] },
    ]);
  });

  const work = { Type: "Task", Resource: FUNCTION };
  const failOdd = ({ parameters }: TaskRequest): Json => {
    if ((parameters as number) % 2 === 1) throw new TaskFailure("Odd");
    return parameters;
  };
  const tolerances: [Record<string, unknown>, "SUCCEEDED" | "FAILED"][] = [
    [{}, "FAILED"],
    [{ ToleratedFailureCount: 1 }, "FAILED"],
    [{ ToleratedFailureCount: 2 }, "SUCCEEDED"],
    [{ ToleratedFailurePercentage: 49.9 }, "FAILED"],
    [{ ToleratedFailurePercentage: 50 }, "SUCCEEDED"],
    [{ ToleratedFailurePercentage: 100, ToleratedFailureCount: 1 }, "FAILED"],
  ];
  for (const [fields, status] of tolerances) {
    it(`with two of four failed and ${JSON.stringify(fields)} has ${status}`, async () => {
      const { result } = await run(map({ MaxConcurrency: 1, ...fields }, work), [0, 1, 2, 3], {
        task: failOdd,
      });
      assert.equal(result.status, status);
      if (result.status === "SUCCEEDED") assert.deepEqual(result.output, [0, 2]);
      else {
        assert.equal(result.error, "States.ExceedToleratedFailureThreshold");
        assert.equal(result.cause, "The specified tolerated failure threshold was exceeded");
      }
    });
  }

  for (const [fields, cause] of [
    [{ ToleratedFailureCountPath: "$.n" }, "ToleratedFailureCount cannot be negative."],
    [{ ToleratedFailurePercentagePath: "$.n" }, "ToleratedFailurePercentage must be between 0 and 100."],
    [
      { ToleratedFailurePercentagePath: "$.t" },
      'The ToleratedFailurePercentagePath field refers to value "x" which is not a valid float: $.t',
    ],
  ] as [Record<string, unknown>, string][]) {
    it(`fails: ${cause}`, async () => {
      const { result } = await run(map({ ItemsPath: "$.l", ...fields }), { l: [1], n: -1, t: "x" });
      assert.equal("cause" in result && result.cause, PREFIX + cause);
    });
  }

  it("stops the children when it is stopped or one failed too many", async () => {
    const statuses: string[] = [];
    const runs: MapRun[] = [];
    const started = begin(map({}, work), [0, 1, 2], {
      task: ({ parameters }) => {
        if (parameters === 1) throw new TaskFailure("E");
        return new Promise<Json>(() => {});
      },
      onMapRun: (mapRun) => runs.push(mapRun),
      onChildExecution: () => ({ onEnd: (result) => statuses.push(result.status) }),
    });
    assert.equal((await started.execution.result).status, "FAILED");
    await started.clock.advance(0);
    assert.deepEqual(statuses.sort(), ["ABORTED", "ABORTED", "FAILED"]);
    assert.ok(started.requests.filter(({ signal }) => signal.aborted).length >= 2);
    assert.deepEqual([runs.at(-1)!.status, runs.at(-1)!.itemCounts.aborted], ["FAILED", 2]);
  });

  it("writes the results and puts out where they are", async () => {
    const written: Record<string, string> = {};
    const ResultWriter = {
      Resource: "arn:aws:states:::s3:putObject",
      Parameters: { Bucket: "b", Prefix: "p" },
    };
    const task = (request: TaskRequest) =>
      request.resource === FUNCTION ? failOdd(request) : bucket({}, written)(request);
    const definition = map({ ResultWriter, ToleratedFailurePercentage: 100 }, work);
    assert.deepEqual(await output(definition, [0, 1], { task }), {
      MapRunArn: `${ACCOUNT}:mapRun:machine/State:id-1`,
      ResultWriterDetails: { Bucket: "b", Key: "p/id-1/manifest.json" },
    });
    const manifest = JSON.parse(written["p/id-1/manifest.json"]!) as {
      ResultFiles: Record<string, { Key: string }[]>;
    };
    assert.deepEqual(
      Object.entries(manifest.ResultFiles).map(([status, files]) => [status, files.length]),
      [
        ["FAILED", 1],
        ["PENDING", 0],
        ["SUCCEEDED", 1],
      ],
    );
    const [failed] = JSON.parse(written[manifest.ResultFiles.FAILED![0]!.Key]!) as Record<string, unknown>[];
    assert.deepEqual([failed!.Status, failed!.Error, failed!.Input], ["FAILED", "Odd", "1"]);
  });

  it("flattens results when asked to", async () => {
    const ResultWriter = { WriterConfig: { Transformation: "FLATTEN" } };
    assert.deepEqual(await output(map({ ResultWriter }), [[1, 2], [3]]), [1, 2, 3]);
  });
});
