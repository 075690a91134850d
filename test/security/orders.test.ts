import assert from "node:assert/strict";
import { order } from "../../checks/workflows/orders/client";
import { sign } from "../packages/local-cloud/gateway/signer";
import { ADMINISTRATOR } from "../packages/local-cloud/gateway/support";
import { INTERNAL, Program, type Stack } from "./program";

const JSON_BODY = { "content-type": "application/json" };
const QUERY = "?accountid=anna&vendorid=central-station";
const MINUTE = 60_000;

for (const stack of ["dev", "prod"] as const satisfies Stack[]) {
  describe(`attack: the orders' REST API, stack ${stack}`, function () {
    this.timeout(60_000);
    let program: Program;
    let invoicekey: string;
    before(async () => {
      program = await Program.start(stack);
      const { status, text } = await program.orders("POST", "/order", order("anna"));
      assert.equal(status, 200, text);
      const { stepFunctions, clock } = program.services;
      await clock.skipWhile(stepFunctions.execution(JSON.parse(text).executionArn)!.ended);
      invoicekey = JSON.parse((await program.orders("GET", `/order${QUERY}`)).text).invoicekey;
    });
    after(() => program.close());

    const raw = (headers: Record<string, string>, method = "GET", path = `/order${QUERY}`, body?: string) =>
      program.send({ method, path: program.ordersPath + path, headers, ...(body !== undefined && { body }) });
    const signed = (more: Partial<Parameters<typeof sign>[0]> = {}) =>
      sign({
        endpoint: program.endpoint,
        service: "execute-api",
        keys: ADMINISTRATOR,
        method: "GET",
        path: `${program.ordersPath}/order`,
        query: QUERY.slice(1),
        ...more,
      });

    it("rejects requests without valid credentials, on every route, and starts nothing", async () => {
      const before = program.executions("orders");
      const forged: Record<string, Record<string, string>> = {
        nothing: {},
        "a wrong key": { "x-api-key": "wrong" },
        "the key of the other API": { "x-api-key": program.apiKeys.booking ?? "da2-none" },
        "two keys at once": {
          "x-api-key": `${program.apiKeys.orders ?? "a"}, ${program.apiKeys.orders ?? "b"}`,
        },
        "a name of every object": { "x-api-key": "__proto__" },
        "a basic login": { authorization: "Basic bG9jYWw6bG9jYWw=" },
        "a bearer's token": { authorization: "Bearer local" },
      };
      const routes = [
        ["POST", "/order", JSON.stringify(order("mallory"))],
        ["GET", `/order${QUERY}`],
        ["GET", `/invoice?accountid=anna&invoicekey=${invoicekey}`],
        ["DELETE", `/order${QUERY}&orderid=o`],
      ] as const;
      for (const [name, headers] of Object.entries(forged)) {
        for (const [method, path, body] of routes) {
          const answer = await raw({ ...JSON_BODY, ...headers }, method, path, body);
          assert.equal(answer.status, 403, `${name}: ${method} ${path}`);
          assert.doesNotMatch(answer.body, INTERNAL);
        }
      }
      assert.equal(program.executions("orders"), before);
      assert.equal((await program.orders("GET", `/order${QUERY}`)).status, 200);
    });

    it(
      stack === "prod"
        ? "rejects signatures that are wrong"
        : "does not accept a signature in place of a key",
      async () => {
        const status = async (headers: Record<string, string>) => (await raw(headers)).status;
        assert.equal(await status(signed()), stack === "prod" ? 200 : 403);
        for (const more of [
          { service: "sqs" },
          { keys: { accessKeyId: "local", secretAccessKey: "wrong" } },
          { date: new Date(Date.now() - 20 * MINUTE) },
          { query: "accountid=ben&vendorid=central-station" },
          { path: `${program.ordersPath}/invoice` },
          { method: "DELETE" },
          { keys: program.session(/^orders-get-item-role$/).credentials },
        ]) {
          assert.equal(await status(signed(more)), 403, JSON.stringify(Object.keys(more)));
        }
      },
    );

    it("rejects every stage, route, method or spelling of a route that does not exist", async () => {
      for (const path of [
        "/Order",

        "//order",
        "/%4Frder",
        "/invoice/../order",
        "/%2e%2e/v1/order",
        "/",
      ]) {
        const key = program.apiKeys.orders;
        const headers = key ? { "x-api-key": key } : signed({ path: program.ordersPath + path, query: "" });
        const { status, body } = await raw(headers, "GET", path);
        assert.equal(status, 403, `${path}: ${body}`);
      }
      for (const path of [
        "/execute-api",
        "/execute-api/",
        "/execute-api/none/v1/order",
        `${program.ordersPath}x/order`,
      ]) {
        assert.equal((await program.send({ method: "GET", path })).status, 403, path);
      }
      assert.equal((await program.orders("PUT", "/order", {})).status, 403);
    });

    it("returns an account's invoice under that account's name only", async () => {
      const ask = (accountid: string, key: string) =>
        program.orders("GET", `/invoice?accountid=${accountid}&invoicekey=${encodeURIComponent(key)}`);
      assert.equal((await ask("anna", invoicekey)).status, 200);
      const foreign = [
        ["ben", invoicekey],
        ["Anna", invoicekey],
        ["ben", invoicekey.replace("/anna/", "/ben/../anna/")],
        ["ben", invoicekey.replace("/anna/", "/ben/%2e%2e/anna/")],
        ["ben", invoicekey.replace("/anna/", "/ben%2Fanna/")],
        ["ben", invoicekey.replace("/anna/", "/ben\\..\\anna/")],
        ["ben", `../${invoicekey}`],
        ["ben", `${invoicekey}\n`],
        ["ben", `${invoicekey}?versionId=null`],
        ["ben", invoicekey.replace("/anna/", "/ben/")],
        ["anna", invoicekey.replace("/anna/", "/Anna/")],
        ["..", invoicekey],
        ["", invoicekey],
        ["anna", ""],
        ["anna", "x".repeat(5000)],
      ] as const;
      for (const [accountid, key] of foreign) {
        const { status, text } = await ask(accountid, key);
        assert.ok([400, 404].includes(status), `${accountid} ${key}: ${status} ${text}`);
        assert.doesNotMatch(text, /X-Amz-Signature|url"/);
      }
      const twice = await program.orders(
        "GET",
        `/invoice?accountid=anna&accountid=ben&invoicekey=${encodeURIComponent(invoicekey)}`,
      );
      assert.ok([200, 403, 404].includes(twice.status));
      if (twice.status === 200) assert.match(JSON.parse(twice.text).url, /\/anna\//);
    });

    it("issues a URL that can be used to read that invoice, and for nothing else", async () => {
      const { text } = await program.orders(
        "GET",
        `/invoice?accountid=anna&invoicekey=${encodeURIComponent(invoicekey)}`,
      );
      const { url } = JSON.parse(text) as { url: string };
      assert.equal((await fetch(url)).status, 200);
      const changed = (edit: (url: URL) => void) => {
        const edited = new URL(url);
        edit(edited);
        return edited;
      };
      const answers = [
        fetch(url, { method: "DELETE" }),
        fetch(url, { method: "PUT", body: "forged" }),
        fetch(url, { headers: { "x-amz-copy-source": "/a/b" } }),
        fetch(
          changed((each) => {
            each.pathname = each.pathname.replace("/anna/", "/ben/");
          }),
        ),
        fetch(
          changed((each) => {
            each.pathname = each.pathname.split("/").slice(0, 2).join("/");
          }),
        ),
        fetch(changed((each) => each.searchParams.set("X-Amz-Expires", "604800"))),
        fetch(changed((each) => each.searchParams.set("X-Amz-Date", "20200101T000000Z"))),
        fetch(changed((each) => each.searchParams.set("response-content-type", "text/html"))),
        fetch(changed((each) => each.searchParams.delete("X-Amz-Security-Token"))),
        fetch(changed((each) => each.searchParams.delete("X-Amz-Signature"))),
        fetch(changed((each) => each.searchParams.set("X-Amz-SignedHeaders", ""))),
      ];
      for (const [index, answer] of (await Promise.all(answers)).entries()) {
        const body = await answer.text();
        assert.ok([400, 403].includes(answer.status), `${index}: ${answer.status} ${body}`);
        assert.doesNotMatch(body, INTERNAL);
      }
      assert.equal((await fetch(url)).status, 200);
    });

    it("rejects bodies that are too large, before parsing them as JSON", async () => {
      const large = `{"order":"${"x".repeat(10_485_760)}"}`;
      const { status, text } = await program.orders("POST", "/order", large);
      assert.equal(status, 413, text.slice(0, 200));
    });

    it("does not let a client's text escape its context", async () => {
      const texts = [
        `", "stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:other", "x": "`,
        "$util.escapeJavaScript('x') $input.json('$') #set($x = 1) #foreach($i in [1..1000000])$i#end",
        "#set($c = $context.getClass()) $c.forName('java.lang.Runtime') $context.identity.apiKey",
        "line\r\nx-injected: 1\r\n\r\n<script>alert(1)</script>\u0000\u2028",
        "{% $states.context %} $.order States.Format('{}') $$.Execution",
        `\\", \\u0022 ' \\' \\\\`,
      ];
      for (const [index, city] of texts.entries()) {
        const accountid = `text${index}`;
        const sent = order(accountid, city);
        const { status, text } = await program.orders("POST", "/order", sent);
        assert.equal(status, 200, text);
        const { executionArn } = JSON.parse(text);
        assert.match(executionArn, /:orders-machine-/);
        const execution = program.services.stepFunctions.execution(executionArn)!;
        assert.deepEqual(JSON.parse(String(execution.input)), sent);
        await program.services.clock.skipWhile(execution.ended);
        const found = await program.orders("GET", `/order?accountid=${accountid}&vendorid=central-station`);
        assert.equal(JSON.parse(found.text).order.city, city);
      }
    });

    it("copies no query or header of a client into a response's headers", async () => {
      for (const path of [
        "/order?accountid=a%0d%0ax-injected:%201&vendorid=v",
        "/invoice?accountid=anna&invoicekey=a%0d%0ax-injected:%201",
        "/order?accountid=%E5%98%8A%E5%98%8Dx-injected:1&vendorid=v",
      ]) {
        const key = program.apiKeys.orders;
        const query = path.slice(path.indexOf("?") + 1);
        const route = path.slice(0, path.indexOf("?"));
        const headers = key ? { "x-api-key": key } : signed({ path: program.ordersPath + route, query });
        const answer = await raw(headers, "GET", path);
        assert.ok([400, 403].includes(answer.status), `${path}: ${answer.status}`);
        assert.equal(answer.headers["x-injected"], undefined);
      }
    });

    it("pollutes no prototype by a body or a query", async () => {
      const bodies = [
        `{"__proto__":{"polluted":1},"order":${JSON.stringify(order("proto").order)}}`,
        `{"order":{"__proto__":{"polluted":1},"accountid":"proto"}}`,
        `{"constructor":{"prototype":{"polluted":1}}}`,
        `{"order":${JSON.stringify(order("proto").order).replace('"details":{', '"details":{"__proto__":{},')}}`,
      ];
      for (const body of bodies)
        assert.equal((await program.orders("POST", "/order", body)).status, 400, body);
      const query = "?__proto__[polluted]=1&__proto__=x&constructor=x&accountid=toString&vendorid=valueOf";
      const { status } = await program.orders("GET", `/order${query}`);
      assert.ok([403, 404].includes(status));
      assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    });
  });
}
