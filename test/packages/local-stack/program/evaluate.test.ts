import { deepEqual, equal, match, ok } from "node:assert/strict";
import { resolve } from "node:path";
import { AssetArchive, FileArchive, FileAsset, RemoteAsset, StringAsset } from "@pulumi/pulumi/asset";
import { type Evaluation, evaluate, type Resource } from "../../../../packages/local-stack/program";

const directory = resolve(__dirname, "programs/showcase");
const ENDPOINT = "http://127.0.0.1:4566";
const BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const STACK_URN = "urn:pulumi:dev::showcase::pulumi:pulumi:Stack::showcase-dev";

describe("evaluate", () => {
  let dev: Evaluation;
  let prod: Evaluation;

  before(async () => {
    dev = await evaluate({ directory, stack: "dev", endpoint: ENDPOINT, config: { apiToken: "t0ken" } });
    prod = await evaluate({
      directory,
      stack: "prod",
      accountId: "999988887777",
      config: { "showcase:greeting": "hi" },
    });
  });

  const find = (evaluation: Evaluation, type: string, name: string): Resource => {
    const found = evaluation.resources.find((resource) => resource.type === type && resource.name === name);
    ok(found, `${type} ${name} is registered`);
    return found;
  };

  it("returns what was evaluated, and how long it took", () => {
    equal(dev.project, "showcase");
    equal(dev.stack, "dev");
    ok(dev.durationMs > 0);
    deepEqual(dev.unmodeledTypes, []);
  });

  describe("resources", () => {
    it("have URNs as Pulumi's engine makes them, with the types of their parents", () => {
      const urns = dev.resources.map(({ urn }) => urn);
      const office = "urn:pulumi:dev::showcase::showcase:index:Office";
      for (const urn of [
        STACK_URN,
        `${office}::office`,
        `${office}$showcase:index:Mailbox::office-mailbox`,
        `${office}$showcase:index:Mailbox$aws:sqs/queue:Queue::office-mailbox-queue`,
        "urn:pulumi:dev::showcase::pulumi:providers:aws::west",
        "urn:pulumi:dev::showcase::aws:lambda/function:Function::fn",
      ]) {
        ok(urns.includes(urn), urn);
      }
    });

    it("are sorted by URN", () => {
      const urns = dev.resources.map(({ urn }) => urn);
      deepEqual(urns, [...urns].sort());
    });

    it("know their parent", () => {
      const queue = find(dev, "aws:sqs/queue:Queue", "office-mailbox-queue");
      const mailbox = find(dev, "showcase:index:Mailbox", "office-mailbox");
      equal(queue.parent, mailbox.urn);
      equal(find(dev, "showcase:index:Office", "office").parent, STACK_URN);
      equal(find(dev, "pulumi:pulumi:Stack", "showcase-dev").parent, undefined);
    });

    it("know what they depend on, by property and by option", () => {
      const fn = find(dev, "aws:lambda/function:Function", "fn");
      const role = find(dev, "aws:iam/role:Role", "role");
      const policy = find(dev, "aws:iam/rolePolicy:RolePolicy", "policy");
      deepEqual(fn.propertyDependencies.role, [role.urn]);
      deepEqual(fn.propertyDependencies.handler, []);
      deepEqual([...fn.dependencies].sort(), [role.urn, policy.urn].sort());
    });

    it("keep their options", () => {
      const fn = find(dev, "aws:lambda/function:Function", "fn");
      deepEqual(fn.ignoreChanges, ["tags"]);
      deepEqual(fn.replaceOnChanges, ["runtime"]);
      equal(fn.deleteBeforeReplace, true);
      deepEqual(fn.customTimeouts, { create: "5m" });
      equal(fn.deletedWith, find(dev, "aws:iam/role:Role", "role").urn);
      deepEqual(fn.aliases, ["urn:pulumi:dev::showcase::aws:lambda/function:Function::former"]);
    });

    it("inherit protect and retainOnDelete from their parents", () => {
      const queueOf = (evaluation: Evaluation) =>
        find(evaluation, "aws:sqs/queue:Queue", "office-mailbox-queue");
      equal(queueOf(dev).protect, false);
      equal(queueOf(prod).protect, true);
      equal(queueOf(dev).retainOnDelete, true);
      equal(find(prod, "aws:iam/role:Role", "role").protect, false);
    });

    it("inherit the aliases of their parents", () => {
      deepEqual(find(dev, "aws:sqs/queue:Queue", "office-mailbox-queue").aliases, [
        "urn:pulumi:dev::showcase::showcase:index:Office$showcase:index:Mailbox$aws:sqs/queue:Queue::old-mailbox-queue",
      ]);
    });

    it("that are components have the outputs they registered", () => {
      const office = find(dev, "showcase:index:Office", "office");
      equal(office.custom, false);
      equal(office.id, "");
      deepEqual(office.outputs, { mailboxUrl: dev.outputs.mailboxUrl });
    });

    it("that are only read keep their id, and are marked", () => {
      const existing = find(dev, "aws:sqs/queue:Queue", "existing");
      equal(existing.read, true);
      equal(existing.id, "https://sqs.us-east-1.amazonaws.com/123456789012/orders");
      equal(existing.outputs.name, "orders");
    });

    it("of a remote component are created by its provider", () => {
      const trail = find(dev, "awsx:cloudtrail:Trail", "trail");
      equal(trail.remote, true);
      const child = find(dev, "aws:cloudtrail/trail:Trail", "trail");
      equal(child.parent, trail.urn);
      equal(child.urn, "urn:pulumi:dev::showcase::awsx:cloudtrail:Trail$aws:cloudtrail/trail:Trail::trail");
      equal(dev.outputs.trailBucket, `arn:aws:s3:::${find(dev, "aws:s3/bucket:Bucket", "trail").id}`);
    });

    it("are transformed by their own transforms, then by those of their parents", () => {
      const { inputs, outputs } = find(dev, "aws:sqs/queue:Queue", "office-mailbox-queue");
      deepEqual(inputs, { fifoQueue: true, tags: { signed: "the queue, the office" } });
      deepEqual(outputs.tags, inputs.tags);
      const { inputs: changed, secretInputs, outputs: made } = find(dev, BUCKET_POLICY, "trail");
      deepEqual(changed, { bucket: find(dev, "aws:s3/bucket:Bucket", "trail").id, policy: "t0ken" });
      equal(made.policy, "t0ken");
      deepEqual(secretInputs, ["policy"]);
    });

    it("follow their explicit provider's region", () => {
      const topic = find(dev, "aws:sns/topic:Topic", "topic");
      match(topic.provider ?? "", /pulumi:providers:aws::west::/);
      equal(topic.outputs.region, "us-west-2");
      match(String(topic.outputs.arn), /^arn:aws:sns:us-west-2:123456789012:topic-[0-9a-f]{7}$/);
    });
  });

  describe("code archives", () => {
    it("have their exact contents, even if the code was a promise", async () => {
      const { code } = find(dev, "aws:lambda/function:Function", "fn").inputs;
      ok(code instanceof AssetArchive);
      const assets = await code.assets;
      deepEqual(Object.keys(assets).sort(), ["data", "greeting.txt", "index.js", "remote"]);
      const { data, remote, "index.js": script, "greeting.txt": greeting } = assets;
      ok(script instanceof StringAsset);
      equal(await script.text, "exports.handler = async () => 'hi';\n");
      ok(greeting instanceof FileAsset);
      equal(await greeting.path, resolve(directory, "greeting.txt"));
      ok(data instanceof FileArchive);
      equal(await data.path, resolve(directory, "data"));
      ok(remote instanceof RemoteAsset);
      equal(await remote.uri, "https://example.com/a.txt");
    });

    it("contain serialized callbacks", async () => {
      const { code, handler } = find(dev, "aws:lambda/function:Function", "callback").inputs;
      equal(handler, "__index.handler");
      ok(code instanceof AssetArchive);
      const script = (await code.assets)["__index.js"];
      ok(script instanceof StringAsset);
      match(await script.text, /hello \$\{event\.name\}/);
    });
  });

  describe("secrets", () => {
    it("are in plain text in inputs, and listed by path", () => {
      const fn = find(dev, "aws:lambda/function:Function", "fn");
      deepEqual(fn.inputs.environment, { variables: { TOKEN: "t0ken", GREETING: "hello" } });
      deepEqual(fn.secretInputs, ["environment.variables.TOKEN"]);
    });

    it("stay secrets in outputs", () => {
      deepEqual(find(dev, "aws:lambda/function:Function", "fn").secretOutputs, ["environment"]);
      deepEqual(find(dev, "aws:sns/topic:Topic", "topic").secretOutputs, ["displayName"]);
      deepEqual([...dev.secretOutputs].sort(), ["nested", "password"]);
      equal(dev.outputs.password, "t0ken");
      deepEqual(dev.outputs.nested, { secret: "t0ken", plain: 1 });
    });
  });

  describe("outputs", () => {
    it("are those of a deployment to the endpoint", () => {
      equal(dev.outputs.mailboxUrl, `${ENDPOINT}/123456789012/${queueName(dev)}`);
      equal(dev.outputs.functionTimeout, 3);
      equal(dev.outputs.account, "123456789012");
      equal(dev.outputs.region, "us-east-1");
      equal(dev.outputs.existingArn, "arn:aws:sqs:us-east-1:123456789012:orders");
    });

    it("look like AWS's own without an endpoint", () => {
      equal(
        prod.outputs.mailboxUrl,
        `https://sqs.eu-central-1.amazonaws.com/999988887777/${queueName(prod)}`,
      );
      equal(prod.outputs.account, "999988887777");
    });

    it("include published versions and aliases", () => {
      match(String(dev.outputs.functionVersionArn), /:function:fn-[0-9a-f]{7}:1$/);
      match(
        String(dev.outputs.liveArn),
        /^arn:aws:states:us-east-1:123456789012:stateMachine:machine-[0-9a-f]{7}:live$/,
      );
    });

    const queueName = (evaluation: Evaluation) =>
      String(find(evaluation, "aws:sqs/queue:Queue", "office-mailbox-queue").outputs.name);
  });

  it("passes the stack's configuration to the program", () => {
    equal(dev.outputs.stackName, "dev");
    equal(dev.outputs.capacity, 3);
    deepEqual(dev.outputs.regions, ["eu-west-1"]);
    deepEqual(dev.outputs.limits, { rate: 5 });
    equal(prod.outputs.stackName, "prod");
    equal(prod.outputs.capacity, 10);
    deepEqual(prod.outputs.regions, ["eu-central-1", "eu-west-1"]);
    equal(prod.outputs.region, "eu-central-1");
    deepEqual(find(prod, "aws:lambda/function:Function", "fn").inputs.environment, {
      variables: { TOKEN: "local-token", GREETING: "hi" },
    });
  });

  it("keeps what the program logged and printed", () => {
    for (const entry of [
      { severity: "warning", message: "a warning" },
      { severity: "info", message: "a line on stdout" },
      { severity: "warning", message: "a line on stderr" },
    ]) {
      ok(
        dev.logs.some((log) => log.severity === entry.severity && log.message === entry.message),
        entry.message,
      );
    }
  });

  it("leaves unknown in a preview what is known only after a deployment", async () => {
    const preview = await evaluate({ directory, stack: "dev", preview: true });
    const fn = find(preview, "aws:lambda/function:Function", "fn");
    equal(fn.id, "");
    equal("role" in fn.inputs, false);
    equal(fn.inputs.handler, "index.handler");
    equal(preview.outputs.mailboxUrl, undefined);
    equal(preview.outputs.capacity, 3);
    deepEqual(
      preview.resources.filter(({ remote }) => !remote).map(({ urn }) => urn),
      dev.resources
        .filter(({ remote, parent }) => !remote && !parent?.includes("awsx:"))
        .map(({ urn }) => urn),
    );
  });
});
