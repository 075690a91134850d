import assert from "node:assert/strict";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import { ParameterStoreService } from "../../../../../packages/local-cloud/services/ssm/parameterStore";
import { TestCloud } from "../../testCloud";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/k";
const PREFIX = "arn:aws:ssm:us-east-1:123456789012:parameter";

interface Found {
  Name: string;
  Value: string;
}

describe("Parameter Store", () => {
  let cloud: TestCloud;
  beforeEach(() => {
    cloud = new TestCloud();
    const clock = new ManualClock();
    cloud.add(new ParameterStoreService(cloud, () => clock.now()));
  });
  const call = (operation: string, input: object = {}) =>
    cloud.call(cloud.administrator, "ssm", operation, input);
  const put = (Name: string, Value: string, more: object = {}) =>
    call("PutParameter", { Name, Value, Type: "String", ...more });
  const names = ({ Parameters }: Record<string, unknown>) => (Parameters as Found[]).map(({ Name }) => Name);
  const code = (expected: string) => (error: { code?: string }) => error.code === expected;

  it("returns a parameter by name, version or ARN", async () => {
    await put("/shop/region", "eu");
    assert.deepEqual(await put("/shop/region", "us", { Overwrite: true }), { Version: 2, Tier: "Standard" });
    for (const Name of ["/shop/region", "/shop/region:2", `${PREFIX}/shop/region`]) {
      const { Value, Version, ARN } = (await call("GetParameter", { Name })).Parameter as Record<
        string,
        unknown
      >;
      assert.deepEqual([Value, Version, ARN], ["us", 2, `${PREFIX}/shop/region`]);
    }
    const old = (await call("GetParameter", { Name: "/shop/region:1" })).Parameter as Record<string, unknown>;
    assert.deepEqual([old.Value, old.Version, old.Selector], ["eu", 1, ":1"]);
    await assert.rejects(call("GetParameter", { Name: "/shop/region:3" }), code("ParameterVersionNotFound"));
  });

  it("keeps the history, in which labels point to versions", async () => {
    const Name = "/shop/size";
    await put(Name, "1", { Description: "d", Tags: [{ Key: "team", Value: "a" }] });
    await put(Name, "2", { Overwrite: true });
    const history = (await call("GetParameterHistory", { Name })).Parameters as Record<string, unknown>[];
    assert.deepEqual(
      history.map(({ Value, Version, Description, LastModifiedUser }) => [
        Value,
        Version,
        Description,
        LastModifiedUser,
      ]),
      [
        ["1", 1, "d", cloud.administrator.arn],
        ["2", 2, "d", cloud.administrator.arn],
      ],
    );
    const label = (ParameterVersion: number | undefined, ...Labels: string[]) =>
      call("LabelParameterVersion", { Name, Labels, ...(ParameterVersion && { ParameterVersion }) });
    assert.deepEqual(await label(1, "live", "aws-x"), { InvalidLabels: ["aws-x"], ParameterVersion: 1 });
    const live = async () =>
      ((await call("GetParameter", { Name: `${Name}:live` })).Parameter as Found).Value;
    assert.equal(await live(), "1");
    await label(undefined, "live");
    assert.equal(await live(), "2");
    await assert.rejects(label(9, "live"), code("ParameterVersionNotFound"));
    await assert.rejects(label(1, ..."abcdefghijk"), code("ParameterVersionLabelLimitExceeded"));
    assert.deepEqual(
      await call("UnlabelParameterVersion", { Name, ParameterVersion: 2, Labels: ["live", "other"] }),
      { RemovedLabels: ["live"], InvalidLabels: ["other"] },
    );
    await assert.rejects(live(), code("ParameterVersionNotFound"));
  });

  it("keeps a hundred versions, and none goes that has a label", async () => {
    const Name = "many";
    for (let count = 0; count < 101; count++) await put(Name, String(count), { Overwrite: true });
    const oldest = (await call("GetParameterHistory", { Name, MaxResults: 1 })).Parameters as {
      Version: number;
    }[];
    assert.equal(oldest[0]!.Version, 2);
    await call("LabelParameterVersion", { Name, ParameterVersion: 2, Labels: ["first"] });
    await assert.rejects(put(Name, "x", { Overwrite: true }), code("ParameterMaxVersionLimitExceeded"));
  });

  it("filters descriptions, also by tags", async () => {
    await put("/a/b", "x", { Tags: [{ Key: "team", Value: "a" }] });
    await put("/a/b/c", "x", { Type: "StringList" });
    await put("d", "x");
    const found = async (...ParameterFilters: object[]) =>
      names(await call("DescribeParameters", { ParameterFilters }));
    assert.deepEqual(await found({ Key: "tag:team", Values: ["a"] }), ["/a/b"]);
    assert.deepEqual(await found({ Key: "Type", Values: ["StringList"] }), ["/a/b/c"]);
    assert.deepEqual(await found({ Key: "Name", Option: "BeginsWith", Values: ["/a"] }), ["/a/b", "/a/b/c"]);
    assert.deepEqual(
      await found(
        { Key: "Name", Option: "Contains", Values: ["c"] },
        { Key: "Path", Option: "Recursive", Values: ["/a"] },
      ),
      ["/a/b/c"],
    );
    assert.deepEqual(await found({ Key: "Path", Values: ["/a"] }), ["/a/b"]);
    await assert.rejects(found({ Key: "Size" }), /'Size' is not valid; allowed: Path, DataType/);
    await assert.rejects(found({ Key: "Name", Option: "Like" }), code("InvalidFilterOption"));
    const resource = { ResourceType: "Parameter", ResourceId: "/a/b" };
    await call("AddTagsToResource", { ...resource, Tags: [{ Key: "stage", Value: "b" }] });
    await call("RemoveTagsFromResource", { ...resource, TagKeys: ["team"] });
    assert.deepEqual((await call("ListTagsForResource", resource)).TagList, [{ Key: "stage", Value: "b" }]);
    await assert.rejects(
      call("ListTagsForResource", { ...resource, ResourceType: "Document" }),
      code("InvalidResourceType"),
    );
  });

  it("checks values by the parameter's pattern", async () => {
    await put("digits", "12", { AllowedPattern: "^\\d+$" });
    await assert.rejects(put("digits", "x", { Overwrite: true }), code("ParameterPatternMismatchException"));
    await assert.rejects(put("broken", "x", { AllowedPattern: "(" }), code("InvalidAllowedPatternException"));
  });

  it("rejects a value that is too long for its tier, which it names", async () => {
    const long = (length: number, Tier?: string) => put("/long", "x".repeat(length), { Tier });
    await assert.rejects(
      long(4097),
      /^AwsError: Standard tier parameters support a maximum parameter value of 4096 characters\. To create/,
    );
    await assert.rejects(
      long(8193, "Advanced"),
      /^AwsError: Advanced tier parameters support a maximum parameter value of 8192 characters\.$/,
    );
  });

  it("hides a SecureString unless it is to be decrypted, with its key", async () => {
    await put("token", "t0ken", { Type: "SecureString", KeyId: KEY });
    const read = async (input: object) =>
      ((await call("GetParameter", { Name: "token", ...input })).Parameter as Found).Value;
    assert.ok(!(await read({})).includes("t0ken"));
    assert.equal(await read({ WithDecryption: true }), "t0ken");
    cloud.denied.add("kms:Decrypt");
    await read({});
    await assert.rejects(read({ WithDecryption: true }), code("AccessDeniedException"));
    assert.deepEqual(cloud.refusals, [`kms:Decrypt ${KEY}`]);
  });

  it("returns several, and those below a path in pages", async () => {
    for (const name of ["/a/b", "/a/c", "/a/d/e", "/ab"]) await put(name, "x");
    const found = await call("GetParameters", { Names: ["/a/b", "/z"] });
    assert.deepEqual([names(found), found.InvalidParameters], [["/a/b"], ["/z"]]);
    assert.deepEqual(names(await call("GetParametersByPath", { Path: "/a" })), ["/a/b", "/a/c"]);
    const first = await call("GetParametersByPath", { Path: "/a/", Recursive: true, MaxResults: 2 });
    assert.deepEqual(names(first), ["/a/b", "/a/c"]);
    const { NextToken } = first;
    const rest = await call("GetParametersByPath", {
      Path: "/a/",
      Recursive: true,
      MaxResults: 2,
      NextToken,
    });
    assert.deepEqual([names(rest), rest.NextToken], [["/a/d/e"], undefined]);
    assert.equal(names(await call("DescribeParameters")).length, 4);
    const deleted = await call("DeleteParameters", { Names: ["/ab", "/z"] });
    assert.deepEqual(deleted, { DeletedParameters: ["/ab"], InvalidParameters: ["/z"] });
  });

  it("needs a permission for each parameter", async () => {
    cloud.denied.add("ssm:GetParameters");
    await assert.rejects(call("GetParameters", { Names: ["/a", "b"] }), code("AccessDeniedException"));
    assert.deepEqual(cloud.refusals, [`ssm:GetParameters ${PREFIX}/a`]);
  });

  const wrong: [operation: string, input: object, code: string][] = [
    ["GetParameter", { Name: "absent" }, "ParameterNotFound"],
    ["GetParameter", {}, "ValidationException"],
    ["GetParameters", { Names: "a" }, "SerializationException"],
    ["PutParameter", { Name: "known", Value: "x" }, "ParameterAlreadyExists"],
    ["PutParameter", { Name: "new", Value: "x" }, "ValidationException"],
    ["PutParameter", { Name: "new", Value: "x", Type: "Text" }, "ValidationException"],
    ["PutParameter", { Name: "a b", Value: "x", Type: "String" }, "ValidationException"],
    ["PutParameter", { Name: "new", Value: "x".repeat(4097), Type: "String" }, "ValidationException"],
    ["DeleteParameter", { Name: "absent" }, "ParameterNotFound"],
    ["GetParametersByPath", { Path: "a" }, "ValidationException"],
    ["GetParameters", { Names: [..."abcdefghijk"] }, "ValidationException"],
    ["GetParameterHistory", { Name: "absent" }, "ParameterNotFound"],
    ["DescribeParameters", { NextToken: "?" }, "InvalidNextToken"],
    ["PutParameter", { Name: "new", Value: "x", Type: "String", Policies: "[]" }, "ValidationException"],
    [
      "PutParameter",
      { Name: "new", Value: "x", Type: "String", DataType: "aws:ec2:image" },
      "ValidationException",
    ],
    ["PutParameter", { Name: "known", Value: "x", Overwrite: true, Tags: [] }, "ValidationException"],
    ["PutParameter", { Name: "/aws/x", Value: "x", Type: "String" }, "ValidationException"],
    ["AddTagsToResource", { ResourceType: "Parameter", ResourceId: "absent", Tags: [] }, "InvalidResourceId"],
    ["SendCommand", { DocumentName: "d" }, "UnknownOperationException"],
  ];
  for (const [operation, input, expected] of wrong) {
    it(`refuses ${operation} ${JSON.stringify(input).slice(0, 60)}`, async () => {
      await put("known", "x");
      await assert.rejects(call(operation, input), code(expected));
    });
  }
});
