import { parseTemplate } from "./parse";
import { Rendering } from "./rendering";
import type { ValueMap } from "./value";

/** A template of the Velocity Template Language ({@link https://velocity.apache.org/engine/1.7/vtl-reference.html}). */
export interface Template {
  /** Renders it; `#set` changes the variables. Throws `TemplateError`. */
  render(variables: ValueMap): string;
}

/** Throws `TemplateSyntaxError`. */
export function compileTemplate(source: string): Template {
  const nodes = parseTemplate(source);
  return { render: (variables) => new Rendering(variables).render(nodes) };
}
