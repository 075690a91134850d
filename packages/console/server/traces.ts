import type { Definition } from "../../asl";
import { type Drawing, draw, graphOf } from "../../diagram";
import { definitionOf, type Execution, Trace } from "../../local-stack";

/** How many executions' traces are kept: those that pages show. */
const KEPT_TRACES = 60;

/** What is computed of executions and definitions, kept for the next request. */
export class Traces {
  private readonly traces = new Map<Execution, Trace>();
  private readonly drawings = new WeakMap<Definition, Drawing>();

  of(execution: Execution): Trace {
    const trace = this.traces.get(execution) ?? new Trace(definitionOf(execution));
    // Those that were used last are kept.
    this.traces.delete(execution);
    this.traces.set(execution, trace);
    if (this.traces.size > KEPT_TRACES) this.traces.delete(this.traces.keys().next().value!);
    return trace.read(execution.events);
  }

  drawingOf(definition: Definition): Drawing {
    const drawing = this.drawings.get(definition) ?? draw(graphOf(definition));
    this.drawings.set(definition, drawing);
    return drawing;
  }
}
