import assert from "node:assert/strict";
import { filterPattern } from "../../../../../packages/local-cloud/services/logs/filterPattern";

const LINES = [
  "[ERROR 400] BAD REQUEST",
  "[ERROR 401] UNAUTHORIZED REQUEST",
  "[ERROR 419] MISSING ARGUMENTS",
  "[WARN 301] MOVED",
  "[INFO 200] AUTHORIZED REQUEST",
];
const EVENTS = [
  { eventType: "UpdateTrail", ip: "123.123.5.1", bytes: 2e3, users: [{ id: 1 }, { id: 2 }], ok: true },
  { eventType: "DeleteTrail", ip: "10.0.0.1", bytes: 10, users: [], ok: false, error: null },
  { eventType: "UpdateUser", ip: "123.123.9.9", bytes: 10, "a.b": "dotted" },
].map((event) => JSON.stringify(event));
const ACCESS = [
  '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534',
  '127.0.0.1 - anna [10/Oct/2000:13:35:22 -0700] "GET /about HTTP/1.0" 500 5324',
  '10.0.0.7 - anna [10/Oct/2000:13:50:35 -0700] "PUT /order HTTP/1.0" 200 4355',
];

/** Which lines a pattern matches. */
const CASES: [pattern: string, lines: readonly string[], matched: number[]][] = [
  ["", LINES, [0, 1, 2, 3, 4]],
  ["ERROR", LINES, [0, 1, 2]],
  ["error", LINES, []],
  ["ERROR ARGUMENTS", LINES, [2]],
  ["?ARGUMENTS ?MOVED", LINES, [2, 3]],
  ["ERROR -ARGUMENTS", LINES, [0, 1]],
  ["-ERROR", LINES, [3, 4]],
  ["ERROR ?MOVED", LINES, [0, 1, 2]],
  ['"BAD REQUEST"', LINES, [0]],
  ['"ERROR 4" -"ERROR 400"', LINES, [1, 2]],
  ["%AUTHORIZED%", LINES, [1, 4]],
  ["%4[01][01]\\]%", LINES, [0, 1]],
  ['{ $.eventType = "UpdateTrail" }', EVENTS, [0]],
  ["{ $.eventType = Update* }", EVENTS, [0, 2]],
  ['{ $.eventType != "UpdateTrail" }', EVENTS, [1, 2]],
  ["{ $.ip = 123.123.* }", EVENTS, [0, 2]],
  ["{ $.ip = %^123\\.% && $.bytes > 1e3 }", EVENTS, [0]],
  ["{ $.bytes <= 10 }", EVENTS, [1, 2]],
  ["{ $.bytes = 2000 }", EVENTS, [0]],
  ["{ $.users[0].id = 1 }", EVENTS, [0]],
  ["{ $.users[*].id = 2 }", EVENTS, [0]],
  ["{ $.error IS NULL }", EVENTS, [1]],
  ["{ $.error NOT EXISTS }", EVENTS, [0, 2]],
  ["{ $.ok IS TRUE }", EVENTS, [0]],
  ["{ $.ok IS FALSE }", EVENTS, [1]],
  ["{ $['a.b'] = dotted }", EVENTS, [2]],
  ["{ ($.bytes = 10 && $.ok NOT EXISTS) || $.ok IS TRUE }", EVENTS, [0, 2]],
  ["{ $.bytes = 10 }", LINES, []],
  ["[ip, id, user, time, request, status = 404, bytes]", ACCESS, [0]],
  ["[ip, id, user, time, request, status = 4* || status = 5*, bytes]", ACCESS, [0, 1]],
  ["[..., status = 200, bytes]", ACCESS, [2]],
  ["[ip = 127.*, ..., bytes > 2000]", ACCESS, [1]],
  ["[ip, id, user = anna, ...]", ACCESS, [1, 2]],
  ["[ip, ..., request = %^PUT%, status, bytes]", ACCESS, [2]],
  ["[a, b]", ACCESS, []],
];

const INVALID: [pattern: string, why: RegExp][] = [
  ["ERROR:", /the term ERROR: must be in double quotes/],
  ['"open', /a double quote is not closed/],
  ["%open", /a % is not closed/],
  ["%a(b)%", /the regular expression %a\(b\)% has a character that is not supported/],
  ["%[%", /Invalid regular expression/],
  ["{ $.a }", /an operator is expected/],
  ["{ a = 1 }", /a property selector starts with '\$\.'/],
  ["{ $.a = 1", /'}' is expected/],
  ["{ $.a = }", /a value is expected/],
  ["{ $.a = 1 } b", /goes on after its '}'/],
  ["[a, ..., b, ...]", /more than one '\.\.\.'/],
  ["[a = 1 && b = 2]", /the conditions of the field a are about b too/],
  ["[a", /']' is expected/],
];

describe("filter patterns of logs", () => {
  for (const [pattern, lines, matched] of CASES) {
    it(`match ${pattern || "everything, if empty"}`, () => {
      const matches = filterPattern(pattern);
      const found = lines.flatMap((line, index) => (matches(line) ? [index] : []));
      assert.deepEqual(found, matched);
    });
  }

  for (const [pattern, why] of INVALID) {
    it(`refuse ${pattern}`, () => {
      assert.throws(() => filterPattern(pattern), { code: "InvalidParameterException", message: why });
    });
  }
});
