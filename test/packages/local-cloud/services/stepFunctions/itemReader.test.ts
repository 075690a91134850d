import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { S3Service } from "../../../../../packages/local-cloud/services/s3/s3";
import { allow, executionArn, machineArn, type TestCloud, testCloud } from "./support";

const ANYTHING = [allow("states:StartExecution")];
const READS = allow("s3:GetObject", "arn:aws:s3:::data/*");

describe("the ItemReader and the ResultWriter of a distributed Map", () => {
  let test: TestCloud;
  before(async () => {
    test = await testCloud();
    const { cloud, clock } = test;
    cloud.register(new S3Service({ cloud, policies: cloud.iam.registry, now: () => clock.now() }));
    await s3("CreateBucket", { Bucket: "data" });
  });
  after(() => test.close());

  const s3 = (operation: string, input: object) =>
    test.cloud.call(test.cloud.administrator, "s3", operation, input);
  const put = (Key: string, Body: string | Buffer) => s3("PutObject", { Bucket: "data", Key, Body });

  /** Runs a Map over items in the bucket, with a role that has these permissions. */
  async function run(
    name: string,
    {
      action = "getObject",
      config = {},
      from = {},
      permissions = [READS],
      fields = {},
    }: {
      action?: string;
      config?: object;
      from?: object;
      permissions?: ReturnType<typeof allow>[];
      fields?: object;
    },
  ) {
    const roleArn = test.putRole(name, [...ANYTHING, ...permissions]);
    const definition = {
      StartAt: "Each",
      States: {
        Each: {
          Type: "Map",
          Label: "each",
          ItemReader: {
            Resource: `arn:aws:states:::s3:${action}`,
            ReaderConfig: config,
            Parameters: { Bucket: "data", ...from },
          },
          ItemProcessor: {
            ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
            StartAt: "Item",
            States: { Item: { Type: "Pass", End: true } },
          },
          End: true,
          ...fields,
        },
      },
    };
    await test.create(name, definition, { roleArn });
    await test.call("StartExecution", { stateMachineArn: machineArn(name), name: "e" });
    const execution = test.service.execution(executionArn(name, "e"));
    await execution?.ended;
    assert.ok(execution?.result);
    return execution.result;
  }

  it("reads a large object in chunks", async () => {
    const line = `${JSON.stringify({ text: "é".repeat(500) })}\n`;
    await put("large.jsonl", line.repeat(3000));
    const result = await run("large", {
      config: { InputType: "JSONL" },
      from: { Key: "large.jsonl" },
      fields: { ItemBatcher: { MaxItemsPerBatch: 200 }, ItemProcessor: counting() },
    });
    assert.deepEqual(result, { status: "SUCCEEDED", output: Array(15).fill(200) });
  });

  it("reads objects of every format", async () => {
    await put("array.json", "[1,2]");
    await put("rows.csv", "a;b\n1;2\n");
    await put("empty.jsonl", "");
    const inventory = { files: [{ key: "part.csv.gz" }], fileSchema: "Bucket, Key" };
    await put("manifest.json", JSON.stringify(inventory));
    await put("part.csv.gz", gzipSync("data,é\n"));
    const cases: [string, object, unknown][] = [
      ["array.json", { InputType: "JSON" }, [1, 2]],
      [
        "rows.csv",
        { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW", CSVDelimiter: "SEMICOLON" },
        [{ a: "1", b: "2" }],
      ],
      ["empty.jsonl", { InputType: "JSONL" }, []],
      ["manifest.json", { InputType: "MANIFEST" }, [{ Bucket: "data", Key: "é" }]],
    ];
    for (const [index, [Key, config, output]] of cases.entries()) {
      const result = await run(`format-${index}`, { config, from: { Key } });
      assert.deepEqual(result, { status: "SUCCEEDED", output }, Key);
    }
  });

  it("lists objects as AWS's items have them", async () => {
    await put("listed/one", "1");
    await put("listed/two", "22");
    const permissions = [allow("s3:ListBucket", "arn:aws:s3:::data")];
    const result = await run("list", { action: "listObjectsV2", from: { Prefix: "listed/" }, permissions });
    assert.ok(result.status === "SUCCEEDED", JSON.stringify(result));
    const items = result.output as { Key: string; Size: number; Etag: string; LastModified: number }[];
    assert.deepEqual(
      items.map(({ Key, Size }) => [Key, Number(Size)]),
      [
        ["listed/one", 1],
        ["listed/two", 2],
      ],
    );
    assert.ok(items[0]?.Etag && Number.isInteger(items[0].LastModified));
  });

  it("passes on the lines of every listed object", async () => {
    await put("lines/1", "1\n2\n");
    await put("lines/2", "3\n");
    const permissions = [READS, allow("s3:ListBucket", "arn:aws:s3:::data")];
    const config = { InputType: "JSONL", Transformation: "LOAD_AND_FLATTEN" };
    const from = { Prefix: "lines/" };
    const result = await run("lines", { action: "listObjectsV2", config, from, permissions });
    assert.deepEqual(result, { status: "SUCCEEDED", output: [1, 2, 3] });
  });

  it("reports what it cannot read", async () => {
    const result = await run("parquet", { config: { InputType: "PARQUET" }, from: { Key: "k" } });
    assert.ok(result.status === "FAILED");
    assert.match(result.cause ?? "", /PARQUET/);
  });

  it("fails if the role may not read, and if there is no object", async () => {
    await put("secret.jsonl", "1\n");
    const read = { config: { InputType: "JSONL" }, from: { Key: "secret.jsonl" } };
    const refused = await run("refused", { ...read, permissions: [] });
    assert.ok(refused.status === "FAILED");
    assert.equal(refused.error, "States.ItemReaderFailed");
    assert.match(refused.cause ?? "", /role\/refused.*s3:GetObject.*data\/secret\.jsonl/s);
    const permissions = [READS, allow("s3:ListBucket", "arn:aws:s3:::data")];
    const missing = await run("missing", { ...read, from: { Key: "none" }, permissions });
    assert.ok(missing.status === "FAILED");
    assert.match(missing.cause ?? "", /key does not exist/);
  });

  it("writes results, if the role may", async () => {
    await put("few.json", "[1,2,3]");
    const read = { from: { Key: "few.json" } };
    const fields = {
      ResultWriter: {
        Resource: "arn:aws:states:::s3:putObject",
        Parameters: { Bucket: "data", Prefix: "out" },
        WriterConfig: { Transformation: "COMPACT", OutputType: "JSON" },
      },
    };
    const refused = await run("unwritten", { ...read, fields });
    assert.ok(refused.status === "FAILED");
    assert.equal(refused.error, "States.ResultWriterFailed");
    const permissions = [READS, allow("s3:PutObject", "arn:aws:s3:::data/out/*")];
    const written = await run("written", { ...read, fields, permissions });
    assert.ok(written.status === "SUCCEEDED", JSON.stringify(written));
    const { Key } = (written.output as { ResultWriterDetails: { Key: string } }).ResultWriterDetails;
    const manifest = JSON.parse(String((await s3("GetObject", { Bucket: "data", Key })).Body));
    const file = await s3("GetObject", { Bucket: "data", Key: manifest.ResultFiles.SUCCEEDED[0].Key });
    assert.equal(String(file.Body), "[1,2,3]");
  });
});

/** A child whose output is the number of items in its batch. */
function counting() {
  const count = {
    Type: "Pass",
    Parameters: { "count.$": "States.ArrayLength($.Items)" },
    OutputPath: "$.count",
    End: true,
  };
  return {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
    StartAt: "Count",
    States: { Count: count },
  };
}
