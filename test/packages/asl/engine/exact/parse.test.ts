import assert from "node:assert/strict";
import { parseExact, plain } from "../../../../../packages/asl/engine";
import { ExactNumber } from "../../../../../packages/asl/engine/exact/number";
import type { Json } from "../../../../../packages/asl/engine/types";

describe("parseExact", () => {
  const unchanged = [
    "12345678901234567890",
    "-9007199254740993",
    "1.0",
    "-0",
    "-0.0",
    "1e3",
    "1E+2",
    "0.10",
    "0.0000001",
    "123456789.123456789123456789",
    "1e400",
    '{"b":1,"10":2,"9":3,"a":4}',
    '{"0":{"1":1.50,"0":2},"":[1.0,[-0],"1.0"]}',
    '[1.0,2,3e5,"1e5",null,true,false]',
    '{"a\\"1.0":"\\\\","1":"\\"","\\u0030":1}',
    '{"b":{"__proto__":1.0},"1":[]}',
    "[]",
    "{}",
    '"1.0"',
  ];
  for (const text of unchanged) {
    it(`keeps ${text}`, () => {
      const written = JSON.stringify(parseExact(text));
      assert.equal(written, text.replace("\\u0030", "0"));
    });
  }

  const ordinary = [
    "1",
    "-1",
    "0.1",
    "19.99",
    "1234567890123",
    '{"a":[1,{"b":2.5}],"1a":"x"}',
    "100",
    "10.01",
  ];
  for (const text of ordinary) {
    it(`leaves ${text} to JavaScript`, () => {
      const value = parseExact(text);
      assert.deepEqual(value, JSON.parse(text));
      assert.equal(plain(value), value);
    });
  }

  it("reads white space, and a name that is there twice, as JSON.parse does", () => {
    const text = ' { "b" : 1.0 ,\n"1" : [ 1e3 , 2 ] , "b" : { } } ';
    assert.equal(JSON.stringify(parseExact(text)), '{"b":{},"1":[1e3,2]}');
    assert.deepEqual(plain(parseExact(text)), JSON.parse(text));
  });

  for (const text of ["", "1.0,", "{", "01.0", "1.", "+1e3", "[1.0", '{"1":}', "NaN", '{"1":1.0}}']) {
    it(`rejects ${JSON.stringify(text)}`, () => assert.throws(() => parseExact(text), SyntaxError));
  }

  it("agrees with JSON.parse on random values", () => {
    let seed = 7;
    const next = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed % below;
    };
    const scalars = [
      "1.0",
      "-0",
      "1e3",
      "7",
      "12345678901234567890",
      '"1.0"',
      '"a\\"b"',
      "null",
      "0.1",
      "true",
    ];
    const value = (depth: number): string => {
      const kind = depth > 4 ? 9 : next(4);
      const items = Array.from({ length: next(4) }, () => value(depth + 1));
      if (kind === 0) return `[${items.join(", ")}]`;
      if (kind === 1)
        return `{${items.map((item) => `"${next(3) ? next(12) : `k${next(9)}`}": ${item}`).join(",")}}`;
      return scalars[next(scalars.length)]!;
    };
    for (let count = 0; count < 2000; count++) {
      const text = value(0);
      assert.deepEqual(plain(parseExact(text)), JSON.parse(text), text);
    }
  });

  it("takes time in proportion to the text", () => {
    const long = [
      `[${"1".repeat(200_000)}]`,
      `[${"1.".padEnd(200_000, "0")}1]`,
      `["${"\\\\".repeat(100_000)}",1.0]`,
      `${" ".repeat(200_000)}1`,
    ];
    for (const text of long) {
      const from = performance.now();
      parseExact(text);
      assert.ok(performance.now() - from < 1000, text.slice(0, 10));
    }
  });
});

describe("plain", () => {
  it("converts what is exact, and returns the rest as it is", () => {
    const value = parseExact('{"a":{"n":1.0},"b":{"m":1},"o":{"b":1,"1":2}}') as { [key: string]: Json };
    const converted = plain(value) as typeof value;
    assert.deepEqual(converted, { a: { n: 1 }, b: { m: 1 }, o: { b: 1, 1: 2 } });
    assert.equal(converted.b, value.b);
    assert.equal(plain(value), converted);
    assert.equal(structuredClone(converted).o !== undefined, true);
    assert.ok((value.a as { n: unknown }).n instanceof ExactNumber);
  });
});
