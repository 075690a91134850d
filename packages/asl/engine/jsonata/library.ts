import type { Sources } from "../query/scope";
import { bounds } from "./bounds";
import { addedFunctions, type Moment } from "./functions";
import { type BuiltIn, overriddenFunctions } from "./overrides";
import { compileSynchronous, type SynchronousExpression } from "./synchronous";

/** A function as JSONata holds it. */
interface Definition {
  implementation: BuiltIn;
}

/** Evaluations are synchronous, so that there is at most one. */
let moment: Moment;

const builtIns = new Map<string, BuiltIn>();

function builtIn(name: string): BuiltIn {
  const known = builtIns.get(name);
  if (known) return known;
  const { implementation } = compileSynchronous(`$${name}`).evaluate(undefined) as Definition;
  builtIns.set(name, implementation);
  return implementation;
}

const current = () => moment;
const functions = { ...addedFunctions(current), ...overriddenFunctions(current, builtIn) };

/** The functions in JSONata's form, made once for all expressions. */
const definitions = Object.entries(functions).map(([name, { call, signature }]) => {
  const expression = compileSynchronous(`$${name}`);
  expression.registerFunction(name, call as never, signature);
  return [name, expression.evaluate(undefined)] as const;
});

/**
 * Gives an expression Step Functions' functions, and takes `$eval` away
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-jsonata}).
 */
export function equip(expression: SynchronousExpression): void {
  for (const [name, definition] of definitions) expression.assign(name, definition);
  expression.assign("eval", undefined);
}

/** Evaluates an equipped expression. The time is the same in all of it. Throws what JSONata throws. */
export function evaluate(
  expression: SynchronousExpression,
  bindings: Record<string, unknown>,
  sources: Sources,
): unknown {
  let now: number | undefined;
  moment = {
    sources,
    now() {
      now ??= Math.floor(sources.clock.now());
      return now;
    },
  };
  bounds.start();
  return expression.evaluate(undefined, bindings);
}
