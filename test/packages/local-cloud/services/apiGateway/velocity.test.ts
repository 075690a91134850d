import assert from "node:assert/strict";
import { readNumbers } from "../../../../../packages/local-cloud/services/apiGateway/readNumbers";
import { compileTemplate } from "../../../../../packages/local-cloud/services/apiGateway/velocity/template";
import {
  fromJson,
  jsonList,
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

function render(template: string, variables: object = VARIABLES, missing?: Value): string {
  const values = Object.entries(variables).map(([name, value]): [string, Value] => [
    name,
    value instanceof Tool ? value : fromJson(value),
  ]);
  return compileTemplate(template).render(new Map(values), missing);
}

describe("Velocity", () => {
  const cases: [template: string, expected: string][] = [
    [`$order.id \${order.name}! $order.tags[1] $order['name']`, "7 Latte! b Latte"],
    // What API Gateway does with what has no value, and with macros, was recorded: see `compileTemplate`.
    ["[$unknown] $!unknown| [$order.nothing] $!order.nothing| [$order.a.b]", "[] | [] | []"],
    ["#if($unknown)true#end#if(!$order.nothing)false#end", "true"],
    ["#set($x = 1)#set($x = $unknown)[$x]", "[]"],
    ["#macro(twice $x)$x$x#end#twice('ab') #evaluate('$order.id')", "#twice('ab') #evaluate('$order.id')"],
    ["#set($x = 1 + 2 * 3)$x #set($y = 7 / 2)$y #set($z = 'a' + 1)$z", "73a1"],
    ["#if($order.id == 7 && !$no)yes#{else}no#end", "yes"],
    [
      "#if($empty)true#end #if($zero)true#end #if($no)x#elseif(!$unknown)x#{else}false#end",
      "true true false",
    ],
    ["#if('7' == $order.id)equal#end #if($order.nothing == $unknown)empty#end", "equal empty"],
    ["#foreach($n in $list)$n#if($foreach.hasNext),#end#end", "3,1,2"],
    ["#foreach($k in $order.keySet())$velocityCount$k #end$k", "1id 2name 3tags 4nothing 5nested "],
    ["#foreach($e in $order.nested.entrySet())$e.key=$e.getValue()#end", "a-b=true"],
    ["#foreach($n in [1..5])#if($n == 3)#break#end$n#end done", "12 done"],
    ["#set($m = {'a': 1})#set($m.b = 2)$m.put('c', 3)$m.size() $m.containsKey('b')", "3 true"],
    ["#set($m = {})#set($q = $m.put('c', [1, 2]))$m", "{c=[1, 2]}"],
    ["#set($l = [])#set($q = $l.add('x'))$l.size() $l.isEmpty() $l.get(0)", "1 false x"],
    [
      "$text.length() $text.matches('.*\\d') $text.matches('it') $text.contains(\"it\")",
      "10 true false true",
    ],
    ["$text.replaceAll('(\\d+)/', '<$1>') $text.replace('10', 'x')", "it's <10>10 it's x/x"],
    ["$order.name.toUpperCase().substring(1, 3) $text.split(' ').size()", "AT 2"],
    ['#set($s = "$order.name: #if($zero)zero#end")$s', "Latte: zero"],
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
      "$order['__proto__']",
      "$order.toString.constructor",
      "$list.map",
      "$tool.constructor",
      "$tool.methods",
      "$tool.call('greet')",
      "$order.hasOwnProperty('id')",
    ]) {
      assert.equal(render(reference, { ...VARIABLES, tool }, null), reference);
      assert.doesNotMatch(render(reference, { ...VARIABLES, tool }), /function|native|object/i);
    }
    assert.equal(render("$tool.greet('Ann')", { tool }), "hi Ann");
    render(
      "#set($order['__proto__'].polluted = 1)#set($order.toString.x = 1)#set($m = {'__proto__': {'y': 1}})",
      VARIABLES,
    );
    assert.equal(Object.hasOwn(Object.prototype, "polluted"), false);
    assert.equal(Object.hasOwn(Object.prototype.toString, "x"), false);
  });

  it("limits what would not end", () => {
    assert.throws(() => render("#foreach($i in [1..100000])x#end"), /too long/);
    assert.throws(
      () => render("#set($x = 'ab')#foreach($i in [1..30])#set($x = $x.repeat(10))#end"),
      /too long/,
    );
    assert.equal(render("#define($again)[$again]#end$again", {}, null), "[[$again]]");
    assert.throws(() => compileTemplate("(".repeat(3).concat("#set($x = ", "(".repeat(50_000))), {
      name: "TemplateSyntaxError",
      message: "it is nested too deeply",
    });
  });

  it("says why a template is invalid", () => {
    const problems: [template: string, message: string][] = [
      ["#if($x", "the end is unexpected at line 1, column 7"],
      ["a\n#if($x)b", "the end is unexpected at line 2, column 9"],
      ["a\n#set($x = y)", '"y" is unexpected at line 2, column 11'],
      ["costs $", "the end is unexpected at line 1, column 8"],
      ["#foreach(x in $list)#end", '"x" is unexpected at line 1, column 10'],
    ];
    for (const [template, message] of problems) {
      assert.throws(() => compileTemplate(template), { name: "TemplateSyntaxError", message });
    }
  });

  it("keeps numbers of JSON as they are written, and prints its lists as JSON", () => {
    const json = '{"whole": 5.0, "great": 9223372036854775807, "list": [1, {"a": "b"}], "small": 2.50}';
    const body = fromJson(JSON.parse(json, readNumbers), jsonList);
    assert.equal(
      compileTemplate("$b.whole $b.great $b.small $b.list $b").render(new Map([["b", body]])),
      '5.0 9223372036854775807 2.5 [1,{"a":"b"}] ' +
        '{whole=5.0, great=9223372036854775807, list=[1,{"a":"b"}], small=2.5}',
    );
  });
});
