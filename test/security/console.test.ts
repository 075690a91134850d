import assert from "node:assert/strict";
import { PROGRAM_DIRECTORY } from "../../checks/program";
import { type Console, serveConsole } from "../../packages/console";
import { type LocalStack, startLocalStack } from "../../packages/local-stack";
import { INTERNAL, sendAsIs } from "./program";

const EVIL = "https://evil.example";

const READS = ["stack", "executions", "clock", "faults", "events", "script.js", "style.css"];
const CHANGES: Record<string, object> = {
  start: { machine: "m", input: "{}" },
  stop: { arn: "a" },
  redrive: { arn: "a" },
  clock: { advance: { seconds: 1 } },
  "faults/add": { stateMachine: "m", state: "s", fault: { kind: "error", error: "E" } },
  "faults/clear": {},
  "queue/redrive": { name: "q" },
};

/** The console acts as the stack's administrator: whatever a page, or a program without the link, sends to it. */
describe("attack: the console", function () {
  this.timeout(60_000);
  let stack: LocalStack;
  let opened: Console;
  let cookie: string;
  before(async () => {
    stack = await startLocalStack({ program: PROGRAM_DIRECTORY, time: "manual" });
    opened = serveConsole(stack, { program: "/program", costOf: () => 0 });
    const { pathname, search } = new URL(opened.link);
    const { headers } = await sendAsIs(stack.endpoint, { method: "GET", path: pathname + search });
    cookie = String(headers["set-cookie"]).split(";")[0]!;
  });
  after(async () => {
    opened?.close();
    await stack?.close();
  });

  const read = (path: string, headers: Record<string, string> = { cookie }) =>
    sendAsIs(stack.endpoint, { method: "GET", path, headers });
  const change = (path: string, headers: Record<string, string>, body: object) =>
    sendAsIs(stack.endpoint, { path: `/_console/${path}`, headers, body: JSON.stringify(body) });
  const json = { "content-type": "application/json" };

  it("answers nothing to a program without the cookie, the stream of changes included", async () => {
    for (const path of READS) {
      const { status, body } = await read(`/_console/${path}`, {});
      assert.equal(status, 401, path);
      assert.doesNotMatch(body, /arn:aws|import|\{"executions/, path);
    }
    for (const [path, body] of Object.entries(CHANGES))
      assert.equal((await change(path, json, body)).status, 401, path);
    const page = await read("/", {});
    assert.equal(page.status, 401);
    assert.doesNotMatch(page.body, /script|token=/);
  });

  it("takes no guessed token, whatever its length, and no other cookie", async () => {
    const [name, token] = cookie.split("=") as [string, string];
    const guesses = [
      "",
      "a",
      token.slice(0, -1),
      `${token}a`,
      token.toUpperCase(),
      "a".repeat(token.length),
      "%00",
      "ä",
    ];
    for (const guess of guesses) {
      assert.equal((await read(`/?token=${encodeURIComponent(guess)}`, {})).status, 401, guess);
      const headers = { cookie: `${name}=${encodeURIComponent(guess)}` };
      assert.equal((await read("/_console/stack", headers)).status, 401, guess);
    }
    assert.equal((await read("/_console/stack", { cookie: `other=${token}` })).status, 401);
    const other = name.replace(/\d+$/, "1");
    assert.equal(
      (await read("/_console/stack", { cookie: `${other}=${token}` })).status,
      401,
      "of another port",
    );
    assert.equal((await read(`/_console/stack?token=${token}`, {})).status, 401, "in an address");
  });

  const asPage: Record<string, Record<string, string>> = {
    "by its origin": { origin: EVIL },
    "in a frame without origin": { origin: "null" },
    "by a look-alike": { origin: "http://127.0.0.1.evil.example" },
    "on another port of this machine": { origin: "http://127.0.0.1:5173" },
    "after its host name was rebound": { host: "evil.example" },
    "without origin: an image, a script, a frame": {
      "sec-fetch-site": "cross-site",
      "sec-fetch-dest": "image",
    },
    "of the same site, on another port": { "sec-fetch-site": "same-site", "sec-fetch-dest": "empty" },
  };
  for (const [name, headers] of Object.entries(asPage))
    it(`reads and changes nothing for a page of elsewhere ${name}, even with the cookie`, async () => {
      const before = stack.clock.now();
      for (const path of ["/", ...READS.map((each) => `/_console/${each}`)]) {
        const { status, body, headers: answered } = await read(path, { cookie, ...headers });
        assert.equal(status, 403, `${path}: ${status} ${body}`);
        assert.equal(answered["access-control-allow-origin"], undefined, path);
        assert.doesNotMatch(body, /arn:aws|<script|import/);
      }
      for (const [path, body] of Object.entries(CHANGES))
        assert.equal((await change(path, { cookie, ...json, ...headers }, body)).status, 403, path);
      assert.deepEqual([stack.clock.now(), stack.faults.list()], [before, []]);
    });

  it("changes nothing by what a form can send, nor by GET", async () => {
    const types = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", ""];
    for (const [path, body] of Object.entries(CHANGES)) {
      for (const type of types) {
        const { status } = await change(path, { cookie, ...(type && { "content-type": type }) }, body);
        assert.equal(status, 415, `${path} as ${type}`);
      }
      // What the clock shows is read by the same name.
      if (path !== "clock") assert.equal((await read(`/_console/${path}`)).status, 404, path);
    }
    assert.deepEqual(stack.faults.list(), []);
  });

  it("has no file of this machine among its assets", async () => {
    const paths = [
      "/_console/../package.json",
      "/_console/..%2f..%2fpackage.json",
      "/_console/%2e%2e/%2e%2e/etc/hostname",
      "/_console/script.js/../../package.json",
      "/_console/script.js%00.json",
      "/_console//etc/hostname",
      "/_console/__proto__",
      "/_console/constructor",
      "/_console/toString",
    ];
    for (const path of paths) {
      const { status, body } = await read(path);
      assert.ok(status >= 400 && status < 500, `${path}: ${status}`);
      assert.doesNotMatch(body, /"devDependencies"|root:/, path);
    }
  });

  it("answers bad input with what is wrong, and nothing of this machine", async () => {
    const paths = [
      "execution?arn=__proto__",
      "execution?arn=%00",
      `execution?arn=${"a".repeat(5000)}`,
      "executions?limit=1e9",
      "executions?status=__proto__",
      "visits?arn=a&state=b&iterations=[",
      "table?name=../../etc",
      "queue?name=__proto__",
      "bucket?name=..",
      "logs",
    ];
    for (const path of paths) {
      const { status, body } = await read(`/_console/${path}`);
      assert.ok(status >= 400 && status < 500, `${path}: ${status} ${body}`);
      assert.doesNotMatch(body, INTERNAL, path);
    }
    for (const body of [
      "",
      "{",
      "[]",
      "null",
      '"a"',
      '{"__proto__": {"machine": "m"}}',
      `${"[".repeat(5000)}`,
    ]) {
      const headers = { cookie, ...json };
      const answer = await sendAsIs(stack.endpoint, { path: "/_console/start", headers, body });
      assert.equal(answer.status, 400, body.slice(0, 40));
      assert.doesNotMatch(answer.body, INTERNAL);
    }
  });

  it("allows no page to frame it or to keep what it says, and runs no script but its own", async () => {
    for (const path of ["/", "/_console/stack", "/_console/script.js", "/_console/nothing"]) {
      const { headers } = await read(path);
      const policy = String(headers["content-security-policy"]);
      assert.match(policy, /default-src 'none'; script-src 'self'/, path);
      assert.match(policy, /frame-ancestors 'none'/, path);
      assert.doesNotMatch(policy, /unsafe|\*|https?:/, path);
      assert.deepEqual(
        [headers["x-frame-options"], headers["cache-control"], headers["cross-origin-resource-policy"]],
        ["DENY", "no-store", "same-origin"],
        path,
      );
    }
    const { headers } = await read(new URL(opened.link).pathname + new URL(opened.link).search, {});
    assert.match(String(headers["set-cookie"]), /; Path=\/; HttpOnly; SameSite=Strict$/);
    assert.equal(headers["referrer-policy"], "no-referrer", "the token stays out of other sites' logs");
  });
});
