import assert from "node:assert/strict";
import { controlApi, type OpenStack } from "../../../packages/local-cloud/controlApi";
import { type TestCloud, testCloud } from "./services/stepFunctions/support";

const MACHINE = {
  type: "stateMachine",
  name: "pay",
  physicalName: "pay-1a2b3c4",
  arn: "arn:aws:states:us-east-1:123456789012:stateMachine:pay-1a2b3c4",
} as const;

describe("the control API", () => {
  let test: TestCloud;
  let stack: OpenStack & { evaluation: OpenStack["evaluation"] };
  const deployed: Record<string, string>[] = [];

  before(async () => {
    test = await testCloud();
    stack = {
      name: "dev",
      program: "/program",
      now: () => 1000,
      resources: [MACHINE],
      iam: { roles: [], refusals: [] },
      evaluation: undefined,
      async deploy(config) {
        if (config.wrong) throw new Error("there is no key wrong");
        deployed.push(config);
      },
    };
    test.cloud.addRoute(controlApi(stack));
  });
  after(() => test.close());

  const ask = async (what: string, init: RequestInit = {}) => {
    const response = await fetch(`${test.cloud.endpoint}/_local/${what}`, init);
    return { status: response.status, answer: JSON.parse(await response.text()) };
  };
  const post = (body: string, type = "application/json", headers = {}) =>
    ask("deploy", { method: "POST", body, headers: { "content-type": type, ...headers } });

  it("says which stack it is, and that nothing is deployed yet", async () => {
    assert.deepEqual((await ask("stack")).answer, {
      program: "/program",
      stack: "dev",
      pid: process.pid,
      now: 1000,
    });
    for (const what of ["outputs", "resources", "iam"]) {
      const { status, answer } = await ask(what);
      assert.deepEqual([status, answer.message], [503, "Stack dev is not deployed yet."]);
    }
  });

  it("returns the outputs, and which of them are secrets", async () => {
    stack.evaluation = { outputs: { arn: "a", key: { k: 1 } }, secretOutputs: ["key"] };
    const { status, answer } = await ask("outputs");
    const outputs = { arn: { value: "a", secret: false }, key: { value: { k: 1 }, secret: true } };
    assert.deepEqual([status, answer], [200, { stack: "dev", outputs }]);
    assert.deepEqual((await ask("resources")).answer, { stack: "dev", resources: [MACHINE] });
    assert.deepEqual((await ask("iam")).answer, { stack: "dev", iam: stack.iam });
  });

  it("deploys with configuration, and reports what fails", async () => {
    assert.equal((await post('{"config":{"form":"true"}}')).status, 200);
    assert.deepEqual(deployed, [{ form: "true" }]);
    const { status, answer } = await post('{"config":{"wrong":"1"}}');
    assert.deepEqual([status, answer.message], [400, "there is no key wrong"]);
    for (const body of ["", "{", "null", "{}", '{"config":{"a":1}}', '{"config":[1]}']) {
      assert.equal((await post(body)).status, 400, body);
    }
    assert.equal((await post('{"config":{}}', "text/plain")).status, 400);
    assert.equal((await ask("elsewhere")).status, 404);
    assert.equal(deployed.length, 1);
  });

  it("rejects pages of other origins", async () => {
    assert.equal(
      (await post('{"config":{}}', "application/json", { origin: "http://evil.test" })).status,
      403,
    );
    assert.equal((await ask("outputs", { headers: { "sec-fetch-site": "cross-site" } })).status, 403);
    assert.equal(deployed.length, 1);
  });
});
