/**
 * Pulumi's use of OpenTelemetry, which only `TRACEPARENT` and the option `--tracing` turn on, as it is without it.
 * JavaScript, since it must load before any TypeScript can.
 */

/** https://opentelemetry.io/docs/specs/otel/trace/api/#span, as OpenTelemetry's own span that records nothing. */
const SPAN = {
  spanContext: () => ({ traceId: "0".repeat(32), spanId: "0".repeat(16), traceFlags: 0 }),
  isRecording: () => false,
  end() {},
  recordException() {},
};
for (const chained of [
  "setAttribute",
  "setAttributes",
  "addEvent",
  "addLink",
  "addLinks",
  "setStatus",
  "updateName",
])
  SPAN[chained] = () => SPAN;

const SETTINGS = "runtime/settings.js";
/** What {@link SETTINGS} uses of `@opentelemetry/api`, for each call of the engine. */
const API = { propagation: { inject() {} }, context: { active() {} } };
const API_USES = ["opentelemetry.propagation.inject", "opentelemetry.context.active"];

/**
 * @param {import("./placeholders.js").Placeholders} placeholders
 * @returns {(() => void)[]} What is to be called when the SDK is loaded.
 */
exports.replaceTracing = (placeholders) => {
  if (process.env.TRACEPARENT) return [];
  placeholders.replace("cmd/run/tracing.js", { start() {}, stop() {}, newSpan: () => SPAN });
  // Since 3.219.
  if (!placeholders.has("cmd/run/instrumentation.js")) return [];
  placeholders.replace("cmd/run/instrumentation.js", {
    withRootContext: (run) => run(),
    shutdownTracing: async () => {},
  });
  const api = placeholders.resolve("@opentelemetry/api", SETTINGS);
  const uses = placeholders.text(SETTINGS).match(/\bopentelemetry\.[\w.]+/g) ?? [];
  placeholders.expect(
    uses.every((use) => API_USES.includes(use)),
    `${SETTINGS} uses ${uses.join(", ")}`,
  );
  return api ? [placeholders.lend(api, API)] : [];
};
