import assert from "node:assert/strict";
import fc from "fast-check";
import "../../../../packages/asl/engine";
import { compileReader } from "../../../../packages/asl/engine/paths/evaluate";
import { compileJsonPath } from "../../../../packages/asl/jsonpath/compile";
import { InvalidPath } from "../../../../packages/asl/jsonpath/errors";
import { JavaPattern } from "../../../../packages/asl/jsonpath/javaPattern";
import { LinearForm, NotLinear } from "../../../../packages/asl/jsonpath/linearForm";
import { FullForm, type PatternForm } from "../../../../packages/asl/jsonpath/patternForms";
import { translatePattern } from "../../../../packages/asl/jsonpath/translatePattern";

const A = `${"a".repeat(60)}!`;

const select = (pattern: string, texts: string[]) =>
  compileReader(compileJsonPath(`$[?(@ =~ /${pattern}/)]`))(texts);

describe("regular expressions in filters", () => {
  it("match in linear time, nested and alternative repetitions included", () => {
    const cases: [pattern: string, rejected: string, accepted: string][] = [
      ["^(a+)+$", A, "aa"],
      ["(a|a)*", A, "aa"],
      ["(a|aa)+b", A, "aaab"],
      ["(?i)(A+)+", A, "aA"],
      ["([a-zA-Z]+)*", A, "aZ"],
      ["(\\w+\\s?)*", A, "a b"],
      ["(.*a){12}x", A, `${"a".repeat(12)}x`],
      ["(.*a){20}x", A, `${"a".repeat(20)}x`],
      ["([a-z]{1,40}){1,3}b", A, "ab"],
      ["(x+x+)+y", "x".repeat(60), "xxy"],
      ["(é+)+", `${"é".repeat(60)}!`, "éé"],
      ["(\\p{L}+)+", A, "aé"],
      ["([^\\W\\d]+)+", A, "a_"],
      ["(\\ba*)*x", A, "ax"],
      ["(?m)(^a*$)*x", A, "x"],
      ["(a*)*$|(a?){30}b", A, "a"],
    ];
    for (const [pattern, rejected, accepted] of cases) {
      assert.notEqual(new JavaPattern(pattern, false).effort(rejected), Number.POSITIVE_INFINITY, pattern);
      assert.deepEqual(select(pattern, [rejected, accepted]), [accepted], pattern);
    }
  });

  it("end after a second where no linear time is possible", function () {
    this.timeout(30_000);
    const cases: [pattern: string, text: string, accepted: string][] = [
      ["(a+)+\\1b", A, "aab"],
      ["(?=(a+)+$)aab?", A, "aa"],
      ["(a+a+)+b++", A, "aabb"],
      ["(a+)+$\\n!", `${A.slice(0, -1)}\nx\n`, ""],
      ["(😀+)+", `${"😀".repeat(60)}x`, "😀"],
    ];
    for (const [pattern, text, accepted] of cases) {
      assert.throws(
        () => select(pattern, [text]),
        (error) => error instanceof InvalidPath && /takes longer than 1 s/.test(error.message),
        pattern,
      );
      if (accepted) assert.deepEqual(select(pattern, [accepted, "no"]), [accepted], pattern);
    }
  });

  it("end after a second where texts and expressions are large", () => {
    const pattern = "(.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?){16}".repeat(60);
    assert.throws(
      () =>
        select(
          `${pattern}x`,
          Array.from({ length: 50 }, (_, index) => "a".repeat(5_000) + index),
        ),
      /takes longer than 1 s/,
    );
  });

  it("that are too large for V8 are an error of the path", () => {
    const manyGroups = `(?=a)a${"()".repeat(70_000)}`;
    assert.throws(() => select(manyGroups, ["a"]), InvalidPath);
  });

  it("match in their linear form what they match in the full one", () => {
    const atom = fc.constantFrom(
      ...[
        "a",
        "B",
        "é",
        "1",
        "_",
        "-",
        " ",
        ".",
        "\\d",
        "\\w",
        "\\W",
        "\\s",
        "\\S",
        "\\h",
        "\\b",
        "\\B",
        "^",
        "$",
      ],
      ...[
        "\\Z",
        "\\R",
        "\\n",
        "[ab]",
        "[^a]",
        "[\\w-]",
        "[\\W_]",
        "[^\\d[a]]",
        "[a-cé-ü]",
        "[^😀]",
        "😀",
        "\\p{L}",
      ],
      ...["\\P{Lu}", "\\p{Upper}", "\\x41", "\\u00e9", "(?i)", "(?s)", "(?m)", "\\Qa.\\E"],
    );
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { maxDepth: 4 },
        atom,
        fc.tuple(tie("expression"), tie("expression")).map((both) => both.join("")),
        fc.tuple(tie("expression"), tie("expression")).map(([one, other]) => `(${one}|${other})`),
        fc
          .tuple(tie("expression"), fc.constantFrom("*", "+", "?", "{2}", "{1,3}", "{2,}", "*?", "{17}"))
          .map(([inner, quantifier]) => `(?:${inner})${quantifier}`),
      ),
    }));
    const text = fc
      .array(fc.constantFrom("a", "B", "b", "A", "é", "É", "1", "_", "-", " ", ".", "\n", "\r"), {
        maxLength: 5,
      })
      .map((parts) => parts.join(""));
    const translate = (source: string, form: PatternForm) => `^(?:${translatePattern(source, false, form)})$`;
    const compileLinear = (source: string, form: LinearForm) => {
      try {
        return new RegExp(translate(source, form));
      } catch (error) {
        assert.ok(error instanceof NotLinear, String(error));
        return undefined;
      }
    };
    let compared = 0;
    fc.assert(
      fc.property(expression, fc.array(text, { minLength: 5, maxLength: 20 }), (source, texts) => {
        const form = new LinearForm();
        const linear = compileLinear(source, form);
        if (!linear) return;
        const full = new RegExp(translate(source, new FullForm()), "v");
        const excluded = form.excludes();
        for (const each of texts.filter((one) => !excluded.test(one))) {
          assert.equal(linear.test(each), full.test(each), JSON.stringify(each));
          compared++;
        }
      }),
      { seed: Number(process.env.FUZZ_SEED ?? 20_250_102), numRuns: Number(process.env.FUZZ_RUNS ?? 500) },
    );
    assert.ok(compared > 1000, `${compared}`);
  });
});
