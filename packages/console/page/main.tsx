/** The console's page: what a browser runs. The server bundles it, and serves a document with an empty `#app`. */
import { render } from "preact";
import { App } from "./app";
import { LiveContext } from "./data/context";
import { LiveEvents } from "./data/live";
import { readAhead } from "./data/requests";
import { applyTheme, storedTheme } from "./data/theme";
import { requestsOf } from "./data/viewRequests";
import { parseRoute } from "./logic/routes";

applyTheme(storedTheme());
// Not one after another, as the views that show them are rendered.
for (const [path, query] of requestsOf(parseRoute(location.hash))) readAhead(path, query);

render(
  <LiveContext.Provider value={new LiveEvents("/_console/events")}>
    <App />
  </LiveContext.Provider>,
  document.getElementById("app")!,
);
