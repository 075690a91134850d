import assert from "node:assert/strict";
import { asset } from "@pulumi/pulumi";
import { comparableResources } from "../../../checks/stacks/comparable";
import type { Evaluation, Resource } from "../../../packages/local-stack";
import { resource } from "../../packages/local-stack/resource";

/** A resource of a stack. */
const of = (stack: string, type: string, name: string, changes: Partial<Resource> = {}): Resource =>
  resource(type, name, {
    urn: `urn:pulumi:${stack}::shop::Parent$${type}::${name}`,
    custom: true,
    ...changes,
  });

const comparable = async (...resources: Resource[]) =>
  comparableResources({ resources } as Partial<Evaluation> as Evaluation);

/** The properties of the last of the resources. */
const last = async (...resources: Resource[]) => (await comparable(...resources)).at(-1)!.properties;

describe("local: comparable resources", () => {
  it("are identified by their types and names, whatever the stack", async () => {
    for (const stack of ["dev", "prod"]) {
      assert.deepEqual(await comparable(of(stack, "t", "a")), [
        {
          identity: "Parent$t::a",
          type: "t",
          name: "a",
          properties: { tags: undefined, protect: false, retainOnDelete: false },
        },
      ]);
    }
  });

  it("leave out what is Pulumi's own", async () => {
    assert.deepEqual(
      await comparable(of("dev", "pulumi:pulumi:Stack", "s"), of("dev", "pulumi:providers:aws", "p")),
      [],
    );
  });

  it("have tags including the default ones, and the options that protect them from deletion", async () => {
    const { tags, protect, retainOnDelete } = await last(
      of("dev", "t", "a", { outputs: { tagsAll: { a: "1" } }, protect: true, retainOnDelete: true }),
    );
    assert.deepEqual([tags, protect, retainOnDelete], [{ a: "1" }, true, true]);
  });

  const queue = of("dev", "queue", "jobs", {
    id: "https://sqs.us-east-1.amazonaws.com/1/jobs-1a2b3c4",
    inputs: { delaySeconds: 5, sse: "AES256" },
    outputs: {
      arn: "arn:aws:sqs:us-east-1:1:jobs-1a2b3c4",
      name: "jobs-1a2b3c4",
      region: "us-east-1",
      sse: "AES256",
      mode: "TLS12",
      urls: { http: "http://1.example.com/jobs" },
    },
  });
  const restApi = of("dev", "api", "orders", { id: "abcdef" });

  const texts: [what: string, text: string, expected: unknown][] = [
    ["an ARN", "arn:aws:sqs:us-east-1:1:jobs-1a2b3c4", "jobs"],
    ["an ARN within a text", "arn:aws:sqs:us-east-1:1:jobs-1a2b3c4/*", "jobs/*"],
    ["a name", "jobs-1a2b3c4", "jobs"],
    ["a URL", "https://sqs.us-east-1.amazonaws.com/1/jobs-1a2b3c4", "jobs"],
    ["a URL in an output that is an object", "http://1.example.com/jobs", "jobs"],
    ["an id without digits", "/apis/abcdef", "/apis/orders"],
    ["a region", "us-east-1", "us-east-1"],
    ["a word of AWS's", "AES256, TLS12", "AES256, TLS12"],
    ["JSON", '{"Resource":["jobs-1a2b3c4"],"n":1}', { Resource: ["jobs"], n: 1 }],
    ["a list in JSON", " [true, null]", [true, null]],
    ["JSON in JSON", '{"a":"{\\"b\\":\\"jobs-1a2b3c4\\"}"}', { a: { b: "jobs" } }],
    ["what only looks like JSON", "{% $x %}", "{% $x %}"],
  ];
  for (const [what, text, expected] of texts) {
    it(`read ${what}`, async () => {
      const { value } = await last(queue, restApi, of("dev", "t", "a", { inputs: { value: text } }));
      assert.deepEqual(value, expected);
    });
  }

  it("do not attribute to a resource what it was passed, or what a component passes on", async () => {
    const role = of("dev", "role", "worker", { outputs: { arn: "arn:aws:iam::1:role/worker-1" } });
    const inputs = { roleArn: "arn:aws:iam::1:role/worker-1" };
    const machine = of("dev", "machine", "flow", { inputs, outputs: inputs });
    const component = of("dev", "component", "whole", { custom: false, outputs: { arn: inputs.roleArn } });
    assert.equal((await last(component, machine, role, machine)).roleArn, "worker");
  });

  it("have a digest of their code", async () => {
    const code = (text: string) =>
      of("dev", "t", "f", {
        inputs: { code: new asset.AssetArchive({ "index.js": new asset.StringAsset(text) }) },
      });
    const [a, same, other] = await Promise.all([last(code("1")), last(code("1")), last(code("2"))]);
    assert.match(String(a.code), /^[0-9a-f]{64}$/);
    assert.equal(a.code, same.code);
    assert.notEqual(a.code, other.code);
  });
});
