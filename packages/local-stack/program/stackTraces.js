/**
 * Makes stack traces cheap to take. ts-node installs `@cspotcode/source-map-support`, which looks up every frame of every
 * trace anew and copies it with all its methods. Pulumi takes several traces for each resource, so that this was a quarter
 * of an evaluation. Here V8 writes the frames, and where a place in the source leads is looked up once.
 *
 * The text is what `source-map-support` gives, in V8's own words. JavaScript, since it is loaded before any TypeScript can be.
 */
const MOST_KEPT = 10_000;
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
  /** What V8 says of a frame, its place included → the same with the place in the source. */
  const frameTexts = new Map();
  /** The same way through the program is the same text, held once: Pulumi keeps a trace for every promise. */
  const traces = new Map();

  const describe = (frame) => {
    const text = String(frame);
    return frameTexts.get(text) ?? keep(frameTexts, text, mapped(frame, text));
  };

  const mapped = (frame, text) => {
    if (frame.isEval()) return String(support.wrapCallSite(frame));
    const source = frame.isNative() ? undefined : frame.getFileName();
    if (!source || source.startsWith("node:") || source.startsWith("wasm://")) return text;
    const line = frame.getLineNumber();
    const column = frame.getColumnNumber();
    const position = support.mapSourcePosition({ source, line, column: column - 1 });
    const place = `${position.source}:${position.line}:${position.column + 1}`;
    return text.replace(`${source}:${line}:${column}`, () => place);
  };

  const share = (trace) => traces.get(trace) ?? keep(traces, trace, trace);

  const prepareStackTrace = (error, frames) =>
    original(error, []) + share(frames.map((frame) => `\n    at ${describe(frame)}`).join(""));
  prepareStackTrace[INSTALLED] = true;
  Error.prepareStackTrace = prepareStackTrace;
};

/** A program has only so many; one that makes code as it goes must not fill the memory with them. */
function keep(texts, key, text) {
  if (texts.size === MOST_KEPT) texts.clear();
  texts.set(key, text);
  return text;
}
