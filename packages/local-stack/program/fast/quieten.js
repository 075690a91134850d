/**
 * Leaves out debug messages, which nobody reads, and stack traces that are for Pulumi's engine and its debug output only.
 * JavaScript, since it must load before any TypeScript can.
 *
 * @param {import("./placeholders.js").Placeholders} placeholders
 */
exports.quieten = (placeholders) => {
  const log = placeholders.load("log/index.js");
  const { Resource } = placeholders.load("resource.js");
  const debuggable = placeholders.load("runtime/debuggable.js");
  const { debuggablePromise } = debuggable;
  // Where in the program a resource is created: since 3.219, and before.
  const [positions, none] = Resource?.stackTrace ? ["stackTrace", []] : ["sourcePosition", undefined];
  placeholders.expect(typeof log.debug === "function", "log.debug is no function");
  placeholders.expect(typeof Resource?.[positions] === "function", `Resource.${positions} is no function`);
  placeholders.expect(typeof debuggablePromise === "function", "debuggablePromise is no function");

  log.debug = async () => {};
  Resource[positions] = () => none;
  debuggable.debuggablePromise = (...args) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(...args);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
};
