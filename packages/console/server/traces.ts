import { type Definition, type Drawing, draw, graphOf } from "../../diagram";
import type { Execution } from "../../local-stack";
import { Trace } from "./trace";

/** How many executions' traces are kept: those that pages show. */
const KEPT_TRACES = 20;
const KEPT_DRAWINGS = 50;

/** What is computed of executions and definitions, kept for the next request. */
export class Traces {
  private readonly traces = new Map<Execution, Trace>();
  private readonly drawings = new Map<string, Drawing>();

  of(execution: Execution): Trace {
    const kept = this.traces.get(execution) ?? new Trace(JSON.parse(execution.revision.definition));
    keep(this.traces, execution, kept, KEPT_TRACES);
    return kept.read(execution.events);
  }

  /** @param definition JSON text */
  drawingOf(definition: string): Drawing {
    const drawing = this.drawings.get(definition) ?? draw(graphOf(JSON.parse(definition) as Definition));
    keep(this.drawings, definition, drawing, KEPT_DRAWINGS);
    return drawing;
  }
}

/** Keeps the values that were used last. */
function keep<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value as K);
}
