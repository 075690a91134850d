/**
 * Makes stack traces cheap. ts-node installs `@cspotcode/source-map-support`, which copies every frame of every trace with
 * all its methods and looks it up again. Pulumi takes several traces for each resource, so that this was a quarter of an
 * evaluation. Here V8 writes the frames, and each position is mapped to the source once.
 *
 * The text is that of `source-map-support`. JavaScript, since it is loaded before any TypeScript can be.
 */
const MAX_ENTRIES = 10_000;
const INSTALLED = Symbol.for("sfn-workflows.stackTraces");

/**
 * Replaces `Error.prepareStackTrace`, which must be that of `source-map-support`. A second call does nothing.
 *
 * @param {{ mapSourcePosition(position: Position): Position, wrapCallSite(frame: NodeJS.CallSite): NodeJS.CallSite }} support The installed `source-map-support`.
 * @typedef {{ source: string, line: number, column: number }} Position Lines from 1, columns from 0.
 */
exports.installStackTraces = (support) => {
  const original = Error.prepareStackTrace;
  if (!original || original[INSTALLED]) return;
  /** V8's text of a frame → the same with the position in the source. */
  const frameTexts = new Map();
  /** Equal traces share one string, since Pulumi keeps a trace for every promise. */
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

/** Bounded, for programs that generate code while they run. */
function keep(texts, key, text) {
  if (texts.size === MAX_ENTRIES) texts.clear();
  texts.set(key, text);
  return text;
}
