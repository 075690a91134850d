import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { filesOf, installInto, type Manifest, manifestOf, newFolder, node } from "./package";

const ROOT = path.join(__dirname, "../..");

/** A program of another team: a state machine as a JSON string, and a function as Pulumi makes it. */
const PROGRAM = `
import * as aws from "@pulumi/aws";

const trust = (service: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });
const functionRole = new aws.iam.Role("function", {
  assumeRolePolicy: trust("lambda.amazonaws.com"),
  managedPolicyArns: [aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole],
});
const double = new aws.lambda.CallbackFunction("double", {
  role: functionRole,
  callback: async (input: { amount: number }) => {
    if (input.amount < 0) throw new RangeError("negative");
    return { amount: input.amount * 2 };
  },
});
const role = new aws.iam.Role("role", { assumeRolePolicy: trust("states.amazonaws.com") });
const policy = new aws.iam.RolePolicy("policy", {
  role: role.id,
  policy: double.arn.apply((arn) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: [arn, arn + ":*"] }],
    }),
  ),
});
const machine = new aws.sfn.StateMachine(
  "machine",
  {
    roleArn: role.arn,
    definition: double.arn.apply((arn) =>
      JSON.stringify({
        StartAt: "Wait",
        States: {
          Wait: { Type: "Wait", Seconds: 3600, Next: "Double" },
          Double: { Type: "Task", Resource: arn, End: true },
        },
      }),
    ),
  },
  { dependsOn: policy },
);
export const machineArn = machine.arn;
`;

const RUN = `
const { DescribeExecutionCommand, SFNClient, StartExecutionCommand } = require("@aws-sdk/client-sfn");
const { startLocalStack } = require("sfn-workflows-local");

(async () => {
  const stack = await startLocalStack({ program: ".", time: "skip" });
  const client = stack.client(SFNClient);
  const stateMachineArn = String(stack.outputs.machineArn);
  const run = async (input) => {
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
    const describe = () => client.send(new DescribeExecutionCommand({ executionArn }));
    let execution = await describe();
    while (execution.status === "RUNNING") {
      // Time is skipped only while no request is in flight.
      await new Promise((resolve) => setTimeout(resolve, 20));
      execution = await describe();
    }
    return execution;
  };
  const { status, output } = await run('{"amount":21}');
  console.log(status, output, stack.refusals.length);
  const { cause } = await run('{"amount":-1}');
  console.log(JSON.parse(cause).trace.join("\\n"));
  await stack.close();
})();
`;

const FILES = {
  "index.ts": PROGRAM,
  "run.js": RUN,
  "package.json": '{ "name": "mine", "private": true }',
  "Pulumi.yaml": "name: mine\nruntime: nodejs\n",
  "Pulumi.dev.yaml": "config:\n  aws:region: eu-central-1\n",
  "tsconfig.json": JSON.stringify({
    compilerOptions: { target: "ES2022", module: "nodenext", strict: true },
  }),
};

describe("the package of the local run", function () {
  this.timeout(300_000);
  let project: string;

  before(async () => {
    project = newFolder("mine");
    await installInto(project, "sfn-workflows-local");
    for (const [name, text] of Object.entries(FILES)) fs.writeFileSync(path.join(project, name), text);
  });
  after(() => {
    if (project) fs.rmSync(project, { recursive: true });
  });

  it("runs the program of another repository, and its process ends", async () => {
    const printed = await node(project, "run.js");
    assert.match(
      printed,
      /^SUCCEEDED \{"amount":42\} 0\nRangeError: negative\n {4}at \/var\/task\/__index\.js:\d+:\d+\n/,
    );
    assert.match(printed, /\n {4}at invoke \(file:\/\/\/var\/runtime\/index\.mjs:\d+:\d+\)\n/);
    assert.doesNotMatch(printed, /sfn-workflows-local/, "traces have AWS's paths");
  });

  it("serves its console, whose page it bundles where it is installed", async () => {
    const bin = "node_modules/sfn-workflows-local/dist/packages/cli/workflows.js";
    const child = spawn(process.execPath, [bin, "dev", "--port", "0", "--json"], {
      cwd: project,
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      let link: string | undefined;
      for await (const line of createInterface(child.stdout)) {
        link = (JSON.parse(line) as { console?: string }).console;
        if (link !== undefined) break;
      }
      const { headers } = await fetch(link!, { redirect: "manual" });
      const cookie = headers.get("set-cookie")!.split(";")[0]!;
      for (const [name, type] of [
        ["script.js", "text/javascript; charset=utf-8"],
        ["style.css", "text/css; charset=utf-8"],
      ] as const) {
        const asset = await fetch(new URL(`/_console/${name}`, link), { headers: { cookie } });
        assert.deepEqual([asset.status, asset.headers.get("content-type")], [200, type]);
      }
    } finally {
      child.kill("SIGINT");
      if (child.exitCode === null) await once(child, "exit");
    }
  });

  it("has compiled files, no sources but those of the console's page, and no scripts", async () => {
    const files = await filesOf("sfn-workflows-local");
    assert.deepEqual(
      files.filter(
        (file) => /(?<!\.d)\.m?tsx?$/.test(file) && !file.startsWith("dist/packages/console/page/"),
      ),
      [],
    );
    assert.ok(files.includes("dist/packages/local-cloud/services/lambda/worker/bootstrap.mjs"));
    assert.equal((await manifestOf("sfn-workflows-local")).scripts, undefined);
  });

  it("exports its face alone", async () => {
    await assert.rejects(
      node(project, "-e", 'require("sfn-workflows-local/dist/packages/local-cloud")'),
      /ERR_PACKAGE_PATH_NOT_EXPORTED/,
    );
  });

  it("is nothing that a program installs which only deploys", async () => {
    const deployed = installedWith(await manifestOf("sfn-workflows"));
    const local = installedWith(await manifestOf("sfn-workflows-local"));
    for (const name of ["dynalite", "fauxqs", "graphql", "@graphql-yoga/render-graphiql"]) {
      assert.ok(local.has(name), name);
      assert.ok(!deployed.has(name), name);
    }
  });
});

interface Locked {
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/** The names of all packages that npm installs for a package, by this repository's lockfile. */
function installedWith({ dependencies, peerDependencies }: Manifest): Set<string> {
  const { packages } = JSON.parse(fs.readFileSync(path.join(ROOT, "package-lock.json"), "utf8")) as {
    packages: Record<string, Locked>;
  };
  const found = new Set<string>();
  const pending = Object.keys({ ...dependencies, ...peerDependencies });
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const locked = packages[`node_modules/${name}`];
    if (!locked || found.has(name)) continue;
    found.add(name);
    pending.push(...Object.keys({ ...locked.dependencies, ...locked.peerDependencies }));
  }
  return found;
}
