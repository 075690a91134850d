import { parseTemplate } from "./parse";
import { Rendering } from "./rendering";
import type { Value, ValueMap } from "./value";

/**
 * A template of the Velocity Template Language, as Velocity 1.7 renders it
 * ({@link https://velocity.apache.org/engine/1.7/vtl-reference.html}) with API Gateway's configuration, as far as it was
 * recorded ({@link https://github.com/localstack/airspeed/blob/main/tests/test_templating.snapshot.json}): a reference without
 * a value is an empty text, and there are no macros and no `#evaluate`.
 */
export interface Template {
  /**
   * Renders it; `#set` changes the variables. Throws `TemplateError`.
   * @param missing the value of a reference without one: API Gateway's, or null as Velocity has it by default
   */
  render(variables: ValueMap, missing?: Value): string;
}

/** Throws `TemplateSyntaxError`. */
export function compileTemplate(source: string): Template {
  const nodes = parseTemplate(source);
  return { render: (variables, missing = "") => new Rendering(variables, missing).render(nodes) };
}
