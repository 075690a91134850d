/**
 * Pulumi's `runtime/closure/v8Hooks.js`, but Node's debugger is attached when a closure is serialized, rather than before the program
 * is loaded: it costs time for every script. JavaScript, since it must load before any TypeScript can.
 *
 * @param {() => void} onStart Called when Pulumi would attach it.
 */
exports.v8Hooks = (onStart) => {
  /** By V8's id of a script. */
  const urls = new Map();
  let session;

  const attach = () => {
    require("node:v8").setFlagsFromString("--allow-natives-syntax");
    const { Session } = require("node:inspector");
    const attached = new Session();
    attached.connect();
    // V8 announces the scripts that exist while it enables the debugger.
    attached.on("Debugger.scriptParsed", ({ params: { scriptId, url } }) => urls.set(scriptId, url));
    return new Promise((resolve, reject) => {
      attached.post("Debugger.enable", (error) => (error ? reject(error) : resolve(attached)));
    });
  };

  return {
    async isInitializedAsync() {
      onStart();
    },
    async getSessionAsync() {
      session ??= attach();
      return session;
    },
    getScriptUrl: (id) => urls.get(id),
  };
};
