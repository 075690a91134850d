import assert from "node:assert/strict";
import { controlApi } from "../../packages/local-cloud";
import { presign, sign } from "../packages/local-cloud/gateway/signer";
import { ADMINISTRATOR, type RawRequest } from "../packages/local-cloud/gateway/support";
import { INTERNAL, Program } from "./program";

const EVIL = "https://evil.example";

/** What a web page of another site can make a browser send to the port, whose number and administrator keys are public. */
describe("attack: a page of another site in the developer's browser", function () {
  this.timeout(60_000);
  let program: Program;
  let deployed = 0;
  before(async () => {
    program = await Program.start("dev");
    const deploy = async () => {
      deployed++;
    };
    program.services.cloud.addRoute(
      controlApi({
        name: "dev",
        program: "/program",
        now: Date.now,
        resources: [],
        iam: {},
        evaluation: program.running.evaluation,
        deploy,
      }),
    );
  });
  after(() => program.close());

  /** A valid request for every route and API, with all the credentials that a page could know. */
  const requests = (): Record<string, RawRequest> => {
    const { endpoint, apiKeys, ordersPath, bookingPath } = program;
    const signed = (service: string, headers: Record<string, string>, body?: string): RawRequest => ({
      method: "POST",
      path: "/",
      headers: sign({ endpoint, service, keys: ADMINISTRATOR, headers, ...(body && { body }) }),
      ...(body && { body }),
    });
    const topics = "Action=ListTopics&Version=2010-03-31";
    const json = { "content-type": "application/json" };
    const graphql = JSON.stringify({ query: "{ listApartments { nextToken } }" });
    return {
      "Step Functions": signed(
        "states",
        {
          "content-type": "application/x-amz-json-1.0",
          "x-amz-target": "AWSStepFunctions.ListStateMachines",
        },
        "{}",
      ),
      "a form for SNS": signed("sns", { "content-type": "application/x-www-form-urlencoded" }, topics),
      "an image that is SNS": {
        method: "GET",
        path: `/?${topics}`,
        headers: sign({ endpoint, service: "sns", keys: ADMINISTRATOR, method: "GET", query: topics }),
      },
      "functions with their environments": {
        method: "GET",
        path: "/2015-03-31/functions",
        headers: sign({
          endpoint,
          service: "lambda",
          keys: ADMINISTRATOR,
          method: "GET",
          path: "/2015-03-31/functions",
        }),
      },
      "a bucket by a URL": {
        method: "GET",
        path: presign({ endpoint, service: "s3", keys: ADMINISTRATOR, expires: 60 }),
      },
      "the outputs": { method: "GET", path: "/_local/outputs" },
      "a deployment": { path: "/_local/deploy", headers: json, body: '{"config":{}}' },
      "the orders": {
        method: "GET",
        path: `${ordersPath}/order?accountid=a&vendorid=b`,
        headers: { "x-api-key": apiKeys.orders! },
      },
      "the bookings": {
        path: bookingPath,
        headers: { ...json, "x-api-key": apiKeys.booking! },
        body: graphql,
      },
      "the only GraphQL API": {
        path: "/graphql",
        headers: { ...json, "x-api-key": apiKeys.booking! },
        body: graphql,
      },
    };
  };
  const asked = (name: string, headers: Record<string, string>) => {
    const request = requests()[name]!;
    return program.send({ ...request, headers: { ...request.headers, ...headers } });
  };

  it("succeeds if the requests come from programs on this machine", async () => {
    for (const name of Object.keys(requests())) {
      const { status, body } = await asked(name, {});
      assert.equal(status, name === "the orders" ? 404 : 200, `${name}: ${body}`);
    }
    assert.equal(deployed, 1);
  });

  const asPage: Record<string, Record<string, string>> = {
    "by its origin": { origin: EVIL },
    "in a frame without origin": { origin: "null" },
    "from a file": { origin: "file://" },
    "from a look-alike": { origin: "http://127.0.0.1.evil.example" },
    "from a page that has this host for its user": { origin: "http://127.0.0.1@evil.example" },
    "after its host name was rebound to this machine": { host: "evil.example" },
    "after it was rebound, with a port": { host: "evil.example:4566", origin: "http://evil.example:4566" },
    "from a host below the right one": { host: "127.0.0.1.evil.example" },
    "as a host that ends like this machine's": { host: "evillocalhost" },
  };
  for (const [name, headers] of Object.entries(asPage)) {
    it(`is rejected by every route and API ${name}`, async () => {
      for (const door of Object.keys(requests())) {
        const { status, body, headers: answered } = await asked(door, headers);
        assert.equal(status, 403, `${door}: ${status} ${body}`);
        assert.doesNotMatch(body, INTERNAL);
        assert.doesNotMatch(body, /arn:aws|da2-|apiKeys/, door);
        // A browser would let the page read the response if it allowed the page's origin, or any.
        if (!door.includes("GraphQL") && !door.includes("bookings")) {
          assert.equal(answered["access-control-allow-origin"], undefined, door);
        }
      }
      assert.equal(deployed, 1);
    });
  }

  it("is rejected if the browser sends no origin: images, scripts, links", async () => {
    const without = Object.keys(requests()).filter((name) => requests()[name]!.method === "GET");
    for (const site of ["cross-site", "same-site"]) {
      for (const dest of ["image", "script", "document", "iframe", "empty"]) {
        for (const door of without.filter((name) => name !== "the orders")) {
          const headers = { "sec-fetch-site": site, "sec-fetch-dest": dest, "sec-fetch-mode": "no-cors" };
          const { status } = await asked(door, headers);
          // A link to an object may be opened: the page with the link gets nothing back.
          const isLink = door === "a bucket by a URL" && dest === "document";
          assert.equal(status, isLink ? 200 : 403, `${door} as ${dest}, ${site}`);
        }
      }
    }
    const twice = "/?X-Amz-Credential=local/20250101/us-east-1/sns/aws4_request&X-Amz-Credential=a/b/c/s3/d";
    const link = { "sec-fetch-site": "cross-site", "sec-fetch-dest": "document" };
    assert.match(
      (await program.send({ method: "GET", path: twice, headers: link })).body,
      /from web pages of other origins/,
    );
    // No page can send the key without a preflight request, and that is rejected.
    const preflight = await program.send({
      method: "OPTIONS",
      path: `${program.ordersPath}/order`,
      headers: {
        origin: EVIL,
        "access-control-request-method": "GET",
        "access-control-request-headers": "x-api-key",
      },
    });
    assert.deepEqual([preflight.status, preflight.headers["access-control-allow-origin"]], [403, undefined]);
  });

  it("is distinguished from the developer's own page, which may use the APIs and show objects", async () => {
    const own = { origin: "http://localhost:5173", "sec-fetch-site": "cross-site" };
    assert.equal((await asked("the orders", own)).status, 404);
    assert.equal((await asked("the bookings", own)).status, 200);
    assert.equal((await asked("the outputs", own)).status, 403);
    const image = {
      referer: "http://localhost:5173/",
      "sec-fetch-site": "cross-site",
      "sec-fetch-dest": "image",
    };
    assert.equal((await asked("a bucket by a URL", image)).status, 200);
    assert.equal((await asked("an image that is SNS", image)).status, 403);
    for (const referer of [`${EVIL}/`, `${EVIL}/?http://localhost/`, "http://localhost@evil.example/"]) {
      assert.equal((await asked("a bucket by a URL", { ...image, referer })).status, 403, referer);
    }
  });

  it("cannot read or frame a page that contains a key", async () => {
    const headers = { accept: "text/html" };
    const page = await program.send({ method: "GET", path: "/graphql", headers });
    assert.equal(page.status, 200);
    assert.ok(page.body.includes(program.apiKeys.booking!));
    assert.match(
      String(page.headers["content-security-policy"]),
      /default-src 'none'.*frame-ancestors 'none'/,
    );
    assert.equal(page.headers["cross-origin-resource-policy"], "same-origin");
    assert.equal(page.headers["access-control-allow-origin"], undefined);
    const foreigners: Record<string, string>[] = [{ origin: EVIL }, { host: "evil.example" }];
    for (const foreign of foreigners) {
      const answer = await program.send({
        method: "GET",
        path: "/graphql",
        headers: { ...headers, ...foreign },
      });
      assert.equal(answer.status, 403);
      assert.ok(!answer.body.includes(program.apiKeys.booking!));
    }
  });
});
