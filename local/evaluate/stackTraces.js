/**
 * Makes stack traces cheap to take. ts-node installs `@cspotcode/source-map-support`, which looks up every frame of every
 * trace anew and copies it with all its methods. Pulumi takes several traces for each resource, so that this was a quarter
 * of an evaluation. Here V8 writes the frames, and where a place in the source leads is looked up once.
 *
 * The text is what `source-map-support` gives, in V8's own words. JavaScript, since it is loaded before any TypeScript can be.
 */
const MOST_TRACES = 10_000;
const INSTALLED = Symbol.for("sfn-workflows.stackTraces");

/**
 * Takes the place of the present `Error.prepareStackTrace`, which must be that of `source-map-support`, once.
 *
 * @param {{ mapSourcePosition(position: Position): Position, wrapCallSite(frame: NodeJS.CallSite): NodeJS.CallSite }} support The installed `source-map-support`.
 * @typedef {{ source: string, line: number, column: number }} Position Lines from 1, columns from 0.
 */
exports.installStackTraces = (support) => {
  const original = Error.prepareStackTrace;
  if (!original || original[INSTALLED]) return;
  /** Where a place leads, both as `file:line:column`. */
  const known = new Map();
  /** The same way through the program is the same text, held once: Pulumi keeps a trace for every promise. */
  const traces = new Map();

  const share = (trace) => {
    const shared = traces.get(trace);
    if (shared !== undefined) return shared;
    if (traces.size === MOST_TRACES) traces.clear();
    traces.set(trace, trace);
    return trace;
  };

  const lookUp = (source, line, column) => {
    const position = support.mapSourcePosition({ source, line, column: column - 1 });
    return `${position.source}:${position.line}:${position.column + 1}`;
  };

  const describe = (frame) => {
    if (frame.isEval()) return String(support.wrapCallSite(frame));
    const text = String(frame);
    const source = frame.isNative() ? undefined : frame.getFileName();
    if (!source || source.startsWith("node:") || source.startsWith("wasm://")) return text;
    const line = frame.getLineNumber();
    const column = frame.getColumnNumber();
    const place = `${source}:${line}:${column}`;
    let mapped = known.get(place);
    if (mapped === undefined) {
      mapped = lookUp(source, line, column);
      known.set(place, mapped);
    }
    return text.replace(place, () => mapped);
  };

  const prepareStackTrace = (error, frames) =>
    original(error, []) + share(frames.map((frame) => `\n    at ${describe(frame)}`).join(""));
  prepareStackTrace[INSTALLED] = true;
  Error.prepareStackTrace = prepareStackTrace;
};
