import assert from "node:assert/strict";
import { compileTemplate } from "../../../../../packages/local-cloud/services/apiGateway/velocity/template";
import {
  fromJson,
  Tool,
  type Value,
} from "../../../../../packages/local-cloud/services/apiGateway/velocity/value";

const VARIABLES = {
  order: { id: 7, name: "Latte", tags: ["a", "b"], nothing: null, nested: { "a-b": true } },
  text: "it's 10/10",
  empty: "",
  zero: 0,
  no: false,
  list: [3, 1, 2],
};

function render(template: string, variables: object = VARIABLES): string {
  const values = Object.entries(variables).map(([name, value]): [string, Value] => [
    name,
    value instanceof Tool ? value : fromJson(value),
  ]);
  return compileTemplate(template).render(new Map(values));
}

describe("Velocity", () => {
  const cases: [template: string, expected: string][] = [
    [`$order.id \${order.name}! $order.tags[1] $order['name']`, "7 Latte! b Latte"],
    [
      "$unknown $!unknown| $order.nothing $!order.nothing| $order.a.b",
      "$unknown | $order.nothing | $order.a.b",
    ],
    ["#set($x = 1 + 2 * 3)$x #set($y = 7 / 2)$y #set($z = 'a' + 1)$z", "7 3 a1"],
    ["#if($order.id == 7 && !$no)yes#{else}no#end", "yes"],
    ["#if($empty)true#end #if($zero)true#end #if($no)x#elseif($unknown)x#{else}false#end", "true true false"],
    ["#if('7' == $order.id)equal#end #if($order.nothing == $unknown)null#end", "equal null"],
    ["#foreach($n in $list)$n#if($foreach.hasNext),#end#end", "3,1,2"],
    ["#foreach($k in $order.keySet())$velocityCount$k #end$!k", "1id 2name 3tags 4nothing 5nested "],
    ["#foreach($e in $order.nested.entrySet())$e.key=$e.getValue()#end", "a-b=true"],
    ["#foreach($n in [1..5])#if($n == 3)#break#end$n#end done", "12 done"],
    ["#set($m = {'a': 1})#set($m.b = 2)$m.put('c', 3)$m.size() $m.containsKey('b')", "$m.put('c',3)3 true"],
    ["#set($m = {})#set($q = $m.put('c', [1, 2]))$m", "{c=[1, 2]}"],
    ["#set($l = [])#set($q = $l.add('x'))$l.size() $l.isEmpty() $l.get(0)", "1 false x"],
    [
      "$text.length() $text.matches('.*\\d') $text.matches('it') $text.contains(\"it\")",
      "10 true false true",
    ],
    ["$text.replaceAll('(\\d+)/', '<$1>') $text.replace('10', 'x')", "it's <10>10 it's x/x"],
    ["$order.name.toUpperCase().substring(1, 3) $text.split(' ').size()", "AT 2"],
    ['#set($s = "$order.name: #if($zero)zero#end")$s', "Latte: zero"],
    ["#macro(twice $x)$x$x#end#twice('ab')#twice($order.id)", "abab77"],
    ["#define($d)hello $order.name#end$d", "hello Latte"],
    ["a ## comment\nb#* block *#c#[[ $raw ]]#", "a bc $raw "],
    ["costs $5 #5 a@b.c", "costs $5 #5 a@b.c"],
  ];
  for (const [template, expected] of cases) {
    it(JSON.stringify(template), () => assert.equal(render(template), expected));
  }

  it("cannot reach objects of the host", () => {
    const tool = new Tool({ greet: (name) => `hi ${String(name)}` });
    for (const reference of [
      "$text.constructor",
      "$text.constructor.constructor('return process').call()",
      "$text.replace.call",
      "$order.__proto__",
      "$order.toString.constructor",
      "$list.map",
      "$tool.constructor",
      "$tool.methods",
      "$tool.call('greet')",
      "$order.hasOwnProperty('id')",
    ]) {
      assert.equal(render(reference, { ...VARIABLES, tool }), reference);
    }
    assert.equal(render("$tool.greet('Ann')", { tool }), "hi Ann");
    render(
      "#set($order.__proto__.polluted = 1)#set($order.toString.x = 1)#set($m = {'__proto__': {'y': 1}})",
      VARIABLES,
    );
    assert.equal(Object.hasOwn(Object.prototype, "polluted"), false);
    assert.equal(Object.hasOwn(Object.prototype.toString, "x"), false);
  });

  it("limits what would not end", () => {
    assert.throws(() => render("#foreach($i in [1..100000])x#end"), /too long/);
    assert.throws(() => render("#macro(again)#again()#end#again()"), /nested more than 20/);
    assert.throws(() => render("#nothing('x')"), /no macro #nothing/);
  });

  it("says why a template is invalid", () => {
    assert.throws(() => compileTemplate("#if($x"), { name: "TemplateSyntaxError", message: /Parse error/ });
  });
});
