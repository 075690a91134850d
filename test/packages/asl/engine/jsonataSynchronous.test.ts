import assert from "node:assert/strict";
import jsonata from "jsonata";
import { compileSynchronous } from "../../../../packages/asl/engine/jsonata/synchronous";

const DATA = {
  name: "Ada",
  none: null,
  tags: ["x", "y", "x"],
  orders: [
    {
      id: "b",
      lines: [
        { sku: "s1", price: 2.5, quantity: 4 },
        { sku: "s2", price: 1, quantity: 1 },
      ],
    },
    { id: "a", lines: [{ sku: "s1", price: 2, quantity: 3 }], note: "late" },
    { id: "c", lines: [] },
  ],
};

/** Each kind of node and every function that takes a function. */
const EXPRESSIONS = [
  "orders.lines.(price * quantity)",
  "orders[note].id",
  "orders[-1].id",
  "orders.lines[0]",
  "orders.lines[price > 1][0].sku",
  "orders^(>id).id",
  "orders^(lines[0].price, id).id",
  "orders.lines{sku: $sum(quantity)}",
  "orders.lines.{sku: price}",
  "orders@$o.lines@$l[$l.quantity > 1].{'id': $o.id, 'sku': $l.sku}",
  "orders#$i.{'i': $i, 'id': id}",
  "orders.lines.%.id",
  "**.sku",
  "orders.*.sku",
  "tags[]",
  "{'a': [1, name, $count(orders)], 'b': {'c': none}}",
  "[[1, 2], [3]]",
  "[1..3].($ * 2)",
  "name = 'Ada' and $not(false) or 1/0 > 2",
  "name in ['Eve', 'Ada'] ? 'yes' : 'no'",
  "name & '-' & none",
  "-orders[0].lines[0].price",
  "$ ~> |orders|{'seen': true}, 'note'|",
  "($f := function($n) { $n < 2 ? 1 : $n * $f($n - 1) }; $f(10))",
  "($loop := function($n, $s) { $n = 0 ? $s : $loop($n - 1, $s + $n) }; $loop(500, 0))",
  "($add := function($a, $b) { $a + $b }; $inc := $add(1, ?); $map([1, 2], $inc))",
  "($first := $substring(?, 0, 1); $map(tags, $first))",
  "($up := $uppercase ~> $length; $up(name))",
  "name ~> $uppercase ~> $substring(0, 2)",
  "$map(tags, function($v, $i, $a) { $v & $i & $count($a) })",
  "$filter(tags, function($v) { $v = 'x' })",
  "$single(orders, function($o) { $o.id = 'a' }).note",
  "$reduce([1..5], function($a, $b) { $a * $b }, 2)",
  "$sift(orders[1], function($v, $k) { $k = 'id' })",
  "$each(orders[1], function($v, $k) { $k & $type($v) })",
  "$sort(orders, function($l, $r) { $l.id > $r.id }).id",
  "$sort([3, 1, 2])",
  "$replace('a1b22', /\\d+/, function($m) { '<' & $m.match & '>' })",
  "$match('a1b22', /([a-z])(\\d+)/)",
  "$split('a1b22c', /\\d+/)",
  "$contains(name, /^a/i)",
  "$zip([1, 2], tags)",
  "$distinct(tags)",
  "$spread(orders[1])",
  "$string(orders)",
  "$lookup(orders, 'id')",
  "$merge(orders.{id: $count(lines)})",
  "$formatNumber(1234.5, '#,##0.00')",
  "$formatInteger(2789, 'w')",
  "$fromMillis(1500000000000, '[D1o] [MNn] [Y]')",
  "$eval('name & \"!\"')",
  "$sum('a')",
  "$map(tags, 1)",
  "name.absent()",
  "$error('mine')",
  "$assert(false, 'not so')",
  "$sort([1, 'a'])",
  "orders^(lines).id",
  "$replace('aa', /a|/, 'b')",
  "1 + 'a'",
];

type Outcome = { value: unknown } | { code?: string; message?: string };

const failed = (thrown: unknown): Outcome => {
  const { code, message } = thrown as { code?: string; message?: string };
  return { code, message };
};

const plain = (value: unknown): Outcome => ({ value: JSON.parse(JSON.stringify(value ?? "(nothing)")) });

describe("JSONata without promises", () => {
  for (const expression of EXPRESSIONS) {
    it(`evaluates ${expression} as npm's package does`, async () => {
      const theirs = await jsonata(expression).evaluate(structuredClone(DATA)).then(plain, failed);
      let ours: Outcome;
      try {
        const value = compileSynchronous(expression).evaluate(structuredClone(DATA));
        assert.ok(!(value instanceof Promise));
        ours = plain(value);
      } catch (thrown) {
        ours = failed(thrown);
      }
      assert.deepEqual(ours, theirs);
    });
  }
});
