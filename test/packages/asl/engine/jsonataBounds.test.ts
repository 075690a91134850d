import assert from "node:assert/strict";
import { evaluate, failureOf } from "./evaluate";

const DEPTH =
  ": Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive";
const MEMORY = ": Expression evaluation memory limit exceeded: Check for excessive memory usage";
const TIME = ": Expression evaluation timeout: Check for infinite loop";

describe("the bounds of a JSONata evaluation", () => {
  it("are a depth of 100", async () => {
    assert.equal(await evaluate(Array(100).fill("1").join("+")), 100);
    assert.equal(await failureOf(Array(101).fill("1").join("+")), DEPTH);
    assert.equal(await failureOf("($f := function() { 1 + $f() }; $f())"), DEPTH);
  });

  it("count the depth of each item of an array and of a group by itself", async () => {
    const items = `[${Array(300).fill("$string(1)").join(",")}]`;
    assert.equal(await evaluate(`$count(${items})`), 300);
    assert.equal(await evaluate(`$count($keys([1..300]{$string($): $string($)}))`), 300);
  });

  it("do not disclose what the evaluator itself fails with", async () => {
    assert.equal(
      await failureOf("($f := function($v){$\\f($v)}; $f(1))"),
      ": The expression cannot be evaluated",
    );
  });

  it("start anew for each expression", async () => {
    for (let turn = 0; turn < 3; turn++) {
      assert.equal(await failureOf("($f := function() { 1 + $f() }; $f())"), DEPTH);
      assert.equal(await evaluate(Array(100).fill("1").join("+")), 100);
    }
  });

  it("are 873,782 items and 5,242,880 characters of one value", async () => {
    assert.equal(await evaluate("$count([1..873782])"), 873_782);
    assert.equal(await failureOf("$count([1..873783])"), MEMORY);
    assert.equal(await failureOf("$count([1..500000] ~> $append([1..500000]))"), MEMORY);
    const double = (times: number) =>
      `($d := function($s, $n) { $n = 0 ? $s : $d($s & $s, $n - 1) }; $length($d("ab", ${times})))`;
    assert.equal(await evaluate(double(20)), 2 ** 21);
    assert.equal(await failureOf(double(22)), MEMORY);
  });

  it("are a second, for regular expressions that backtrack without end", async function () {
    this.timeout(30_000);
    const text = `${"a".repeat(60)}!`;
    const endless = [
      "/^(a+)+$/i",
      "/^(?=(a+)+$)b/",
      "/^(a+)+\\1b$/",
      "/^(?:(?:a{1,20}){1,20}){1,20}$/",
      "/^(a|a?){17,99}$/",
    ];
    for (const regex of endless) {
      assert.equal(await failureOf(`$match("${text}", ${regex})`), TIME, regex);
      assert.equal(await failureOf(`"${text}" ~> ${regex}`), TIME, regex);
    }
    assert.equal(await evaluate('$contains("AAA", /^(a+)+$/i)'), true);
    assert.equal(await evaluate(`$contains("${text}", /^(a+)+$/)`), false);
  });

  it("are a second, for a loop that never ends", async () => {
    const started = performance.now();
    assert.equal(await failureOf("($f := function($n) { $f($n + 1) }; $f(0))"), TIME);
    assert.ok(performance.now() - started >= 1_000);
  });

  it("do not keep a long list from being sorted", async () => {
    const input = Array.from({ length: 30_000 }, (_item, index) => ({ n: (index * 7_919) % 30_000, index }));
    const sorted = "$states.input^(n)[[0..1]].n";
    assert.deepEqual(await evaluate(sorted, input), [0, 1]);
    assert.deepEqual(await evaluate("$sort($states.input.n)[-1]", input), 29_999);
  });
});
