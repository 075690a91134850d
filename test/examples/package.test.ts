import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { evaluate } from "../../packages/local-stack";
import { compile, evaluating, filesOf, install, manifestOf, node, pack } from "./package";

const ROOT = path.join(__dirname, "../..");

/** Of the sources, each with what is compiled of it. */
const sources = [
  "workflows.ts",
  ...fs
    .readdirSync(path.join(ROOT, "packages/asl"))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `packages/asl/${name}`),
  ...[
    "components",
    "handlers",
    "packages/asl/intrinsics",
    "packages/asl/jsonpath",
    "packages/asl/validate",
    "packages/lint",
    "packages/names",
    "packages/terminal",
    "states",
    "client",
  ].flatMap((folder) =>
    fs
      .readdirSync(path.join(ROOT, folder), { recursive: true })
      .map((name) => `${folder}/${String(name).split(path.sep).join("/")}`)
      .filter((name) => name.endsWith(".ts")),
  ),
];
const compiled = sources.flatMap((name) => {
  const made = `dist/${name.slice(0, -3)}`;
  return [name, `${made}.js`, `${made}.d.ts`, `${made}.d.ts.map`];
});

/** A program with every component that the example does not have. */
const PROGRAM = `
import * as aws from "@pulumi/aws";
import { BookingWorkflow, defaultOperations, MessengerWorkflow, StackFoundation, Workflow } from "sfn-workflows";
import { AuditTrail } from "sfn-workflows/audit-trail";
import { sqsSendMessage, stateMachine } from "sfn-workflows/states";

const foundation = new StackFoundation("foundation", { ...defaultOperations, alarms: true, customerManagedKey: true });
const { operations } = foundation;
const booking = new BookingWorkflow("booking", { operations });
const messenger = new MessengerWorkflow("messenger", { operations });
new AuditTrail("audit", { audited: [booking.audited, messenger.audited] });
const queue = new aws.sqs.Queue("queue");
export const arn = new Workflow("own", {
  definition: stateMachine({
    QueryLanguage: "JSONata",
    StartAt: "Send",
    States: { Send: sqsSendMessage({ QueueUrl: queue.url, MessageBody: "{% $states.input %}" }, { End: true }) },
  }),
  operations,
}).arn;
`;

/** For the compiler alone. */
const TYPES = `
import { StateMachines } from "sfn-workflows/client";
import { lambdaInvoke, type PolicyStatement } from "sfn-workflows/states";

export const statement: PolicyStatement = { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: ["arn"] };
export const state = lambdaInvoke({ FunctionName: "arn" }, { End: true });
// @ts-expect-error: a number is not a name
lambdaInvoke({ FunctionName: 1 }, { End: true });
export const found = (machines: StateMachines) => machines.find("name");
`;

describe("the package of the components", function () {
  this.timeout(300_000);
  let project: string;

  before(async () => {
    project = await install("coffee-shop");
    fs.writeFileSync(path.join(project, "index.ts"), PROGRAM);
    fs.writeFileSync(path.join(project, "types.ts"), TYPES);
  });
  after(() => {
    if (project) fs.rmSync(project, { recursive: true });
  });

  it("has its sources, what is compiled of them, and nothing else", async () => {
    assert.deepEqual(
      await filesOf("sfn-workflows"),
      [...compiled, "dist/graphql/schema.graphql", "LICENSE", "README.md", "package.json"].sort(),
    );
  });

  it("needs no package at run time that it does not name", async () => {
    const { dependencies, peerDependencies, scripts } = await manifestOf("sfn-workflows");
    const named = Object.keys({ ...dependencies, ...peerDependencies });
    const folder = path.join(await pack(), "sfn-workflows");
    const needed = (await filesOf("sfn-workflows"))
      .filter((file) => file.endsWith(".js"))
      .flatMap((file) => [
        ...fs.readFileSync(path.join(folder, file), "utf8").matchAll(/\brequire\("((?:@[\w-]+\/)?[\w-]+)/g),
      ])
      .map(([, name]) => name!)
      .filter((name) => name !== "node");
    assert.deepEqual([...new Set(needed)].sort(), named.sort());
    assert.equal(scripts, undefined, "npm warns of scripts");
  });

  it("exports the components, the states, the client, and package.json", async () => {
    const members = {
      "sfn-workflows": "OrderPipeline",
      "sfn-workflows/states": "lambdaInvoke",
      "sfn-workflows/client": "StateMachines",
      "sfn-workflows/package.json": "version",
    };
    const script = `Object.entries(${JSON.stringify(members)}).filter(([name, member]) => member in require(name)).length`;
    assert.equal(await node(project, "-p", script), "4\n");
  });

  it("does not export what components are made of", async () => {
    await assert.rejects(
      node(project, "-e", 'require("sfn-workflows/dist/handlers/orders/putItem.js")'),
      /ERR_PACKAGE_PATH_NOT_EXPORTED/,
    );
  });

  it("brings the command line", async () => {
    const printed = await node(project, "node_modules/sfn-workflows/dist/client/cli.js", "--help");
    assert.match(printed, /^Usage: workflows COMMAND/);
  });

  it("has every component", async () => {
    const { resources, outputs } = await evaluating(project, () =>
      evaluate({ directory: project, stack: "dev" }),
    );
    const components = resources.map(({ type }) => type).filter((type) => type.startsWith("sfn-workflows:"));
    assert.deepEqual(
      [...new Set(components)].sort(),
      [
        "AuditTrail",
        "BookingWorkflow",
        "InlineFunction",
        "MessengerWorkflow",
        "StackFoundation",
        "Workflow",
      ].map((name) => `sfn-workflows:index:${name}`),
    );
    const api = resources.find(({ type }) => type === "aws:appsync/graphQLApi:GraphQLApi");
    const schema = fs.readFileSync(path.join(ROOT, "graphql/schema.graphql"), "utf8");
    assert.equal(api?.inputs.schema, schema);
    assert.match(String(outputs.arn), /^arn:aws:states:eu-central-1:/);
  });

  for (const [resolution, module] of [
    ["nodenext", "nodenext"],
    ["node10", "commonjs"],
  ] as const) {
    it(`has declarations for programs with moduleResolution ${resolution}`, async () => {
      const settings = ["--module", module, "--moduleResolution", resolution, "--ignoreDeprecations", "6.0"];
      const others = ["--noEmit", "--strict", "--skipLibCheck", "--types", "node", "--ignoreConfig"];
      assert.equal(await compile(project, "types.ts", ...settings, ...others), "");
    });
  }
});
