import assert from "node:assert/strict";
import { order } from "../../checks/workflows/orders/client";
import { banner } from "../../packages/cli";
import { snapshotOf } from "../../packages/cli/preview/snapshot";
import { sign } from "../packages/local-cloud/gateway/signer";
import { ADMINISTRATOR } from "../packages/local-cloud/gateway/support";
import { Program } from "./program";

/**
 * Good and bad calls of every route and API; then everything that is printed, logged or stored is searched for
 * credentials.
 */
describe("attack: secrets in what the local cloud prints, logs and stores", function () {
  this.timeout(60_000);
  let program: Program;
  const said: string[] = [];
  const secrets = new Map<string, string>();
  const warn = (warning: Error) => said.push(String(warning.stack));
  before(async () => {
    process.on("warning", warn);
    program = await Program.start("dev");
    const { cloud } = program.services;
    cloud.iam.onRefusal((refusal) => said.push(JSON.stringify(refusal)));
    cloud.onCall(({ error }) => error && said.push(String(error.stack), JSON.stringify(error.details)));
    await makeCalls();
    const { orders, booking } = program.apiKeys;
    secrets.set("the orders' key", orders!).set("the bookings' key", booking!);
  });
  after(async () => {
    process.off("warning", warn);
    await program.close();
  });

  async function makeCalls() {
    const { cloud, clock, stepFunctions } = program.services;
    const { credentials } = program.session(/^orders-get-item-role$/);
    secrets.set("a role's secret key", credentials.secretAccessKey);
    secrets.set("a role's session token", credentials.sessionToken);
    const call = { endpoint: program.endpoint, service: "states", keys: credentials };
    const headers = {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "AWSStepFunctions.ListStateMachines",
    };
    for (const keys of [
      credentials,
      { ...credentials, secretAccessKey: "wrong" },
      { ...ADMINISTRATOR, sessionToken: "x" },
    ]) {
      const { body } = await program.send({
        headers: sign({ ...call, keys, headers, body: "{}" }),
        body: "{}",
      });
      said.push(body);
    }
    const { text } = await program.orders("POST", "/order", order("anna"));
    await clock.skipWhile(stepFunctions.execution(JSON.parse(text).executionArn)!.ended);
    const { invoicekey } = JSON.parse(
      (await program.orders("GET", "/order?accountid=anna&vendorid=central-station")).text,
    );
    const invoice = await program.orders(
      "GET",
      `/invoice?accountid=anna&invoicekey=${encodeURIComponent(invoicekey)}`,
    );
    const url = new URL(JSON.parse(invoice.text).url);
    secrets.set("an invoice's signature", url.searchParams.get("X-Amz-Signature")!);
    secrets.set("a function's session token", url.searchParams.get("X-Amz-Security-Token")!);
    await fetch(url);
    url.searchParams.set("X-Amz-Expires", "9");
    said.push(await (await fetch(url)).text());
    for (const [path, key] of [
      ["/order", "wrong-orders-key"],
      ["/invoice", "wrong-orders-key"],
    ] as const) {
      said.push(
        (
          await program.send({
            method: "GET",
            path: program.ordersPath + path,
            headers: { "x-api-key": key },
          })
        ).body,
      );
    }
    secrets.set("a wrong key", "wrong-orders-key");
    const query = 'mutation { bookApartment(input: { id: "b1", apartmentId: "none" }) { id } getBooking }';
    said.push((await program.booking({ query })).text);
    await program.booking({ query: '{ getBooking(id: "b1") { id } }' });
    const invalid = {
      "x-api-key": "da2-wrong",
      authorization: "Bearer a-bearer-token",
      cookie: "a=a-cookie",
    };
    const body = JSON.stringify({ query });
    said.push((await program.send({ path: program.bookingPath, headers: invalid, body })).body);
    secrets.set("a bearer's token", "a-bearer-token").set("a cookie", "a-cookie");
    await assert.rejects(
      cloud.call(program.session(/^orders-get-item-role$/).caller, "sqs", "ListQueues", {}),
    );
  }

  const isFreeOfSecrets = (what: string, text: string) => {
    for (const [name, secret] of secrets) assert.ok(!text.includes(secret), `${name} is in ${what}`);
  };

  it("are in no error, denial or warning", () => {
    assert.ok(said.length > 8);
    assert.match(said.join("\n"), /is not authorized to perform: sqs:ListQueues/);
    isFreeOfSecrets("what was said", said.join("\n"));
  });

  it("are in no log group", async () => {
    const { cloud } = program.services;
    const call = (operation: string, input: object) =>
      cloud.call(cloud.administrator, "logs", operation, input);
    const { logGroups } = (await call("DescribeLogGroups", {})) as { logGroups: { logGroupName: string }[] };
    let lines = 0;
    for (const { logGroupName } of logGroups) {
      const { events } = (await call("FilterLogEvents", { logGroupName })) as {
        events: { message: string }[];
      };
      lines += events.length;
      isFreeOfSecrets(logGroupName, events.map(({ message }) => message).join("\n"));
    }
    assert.ok(logGroups.some(({ logGroupName }) => logGroupName.includes("appsync")));
    assert.ok(lines > 10, String(lines));
  });

  it("are in no history of an execution", () => {
    const executions = program.services.stepFunctions.executions();
    assert.ok(executions.length > 0);
    isFreeOfSecrets(
      "histories",
      JSON.stringify(executions.map(({ input, events, result }) => [input, events, result])),
    );
  });

  it("are not printed by npm run local, and not saved in a snapshot", async () => {
    const { evaluation } = program.running;
    const printed = banner(program.running.stack, "http://127.0.0.1:4566/?token=x");
    assert.match(printed, /apiKeys: \[secret\]/);
    isFreeOfSecrets("the banner", printed);
    isFreeOfSecrets("a snapshot", JSON.stringify(await snapshotOf(evaluation)));
  });
});
