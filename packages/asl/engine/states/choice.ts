import { compileRule } from "../choice/rule";
import { Fields } from "../compile/fields";
import { noChoiceMatched } from "../errors";
import { isObject } from "../json";
import { isJsonata } from "../jsonata/expression";
import { compileAssign, compileFlow, compileJsonataExit, type Exit } from "../query/flow";
import type { Expression, Scope } from "../query/scope";
import type { CompiledState, Transition } from "../run/visit";

interface Choice {
  holds: Expression<boolean>;
  next: string;
  /** The state's output and variables according to the rule. */
  exit(scope: Scope): Promise<Exit>;
}

/** {@link https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html} */
export function compileChoice(fields: Fields): CompiledState["run"] {
  const flow = compileFlow(fields);
  const fallback = fields.string("Default");
  const choices = fields.array("Choices").map((item, index) => {
    if (!isObject(item)) throw fields.error("Choices", `must hold choice rules, but item ${index} is none`);
    const rule = new Fields(fields.state, item, fields.language, `Choices[${index}]/`);
    return fields.jsonata ? jsonataChoice(rule) : jsonpathChoice(rule, fields);
  });
  return async (visit): Promise<Transition> => {
    const scope = { ...visit.scope, input: flow.select(visit.scope) };
    for (const choice of choices) {
      if (await choice.holds(scope)) return { ...(await choice.exit(scope)), next: choice.next };
    }
    if (fallback === undefined) throw noChoiceMatched();
    return { ...(await flow.pass(scope)), next: fallback };
  };
}

function jsonataChoice(rule: Fields): Choice {
  const condition = rule.get("Condition");
  const exit = compileJsonataExit(rule);
  return {
    holds: compileCondition(rule, condition),
    next: rule.requiredString("Next"),
    exit: (scope) => exit(scope, scope.input),
  };
}

function compileCondition(rule: Fields, condition: unknown): Expression<boolean> {
  if (typeof condition === "boolean") return () => condition;
  if (!isJsonata(condition)) throw rule.error("Condition", "must be a JSONata expression or a boolean");
  return rule.typedJsonata("Condition", condition, "boolean") as Expression<boolean>;
}

/** A rule has its own `Assign`; the `OutputPath` is the state's. */
function jsonpathChoice(rule: Fields, state: Fields): Choice {
  const { Assign: _ofDefault, ...shared } = state.definition;
  const flow = compileFlow(new Fields(state.state, shared, state.language));
  const assign = compileAssign(rule);
  return {
    holds: compileRule(rule),
    next: rule.requiredString("Next"),
    async exit(scope) {
      const { output } = await flow.pass(scope);
      return { output, assigned: assign && (await assign(scope)) };
    },
  };
}
