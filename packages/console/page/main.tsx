/** The console's page: what a browser runs. The server bundles it, and serves a document with an empty `#app`. */
import { render } from "preact";
import { App } from "./app";
import { LiveContext } from "./data/context";
import { LiveEvents } from "./data/live";
import { readAhead } from "./data/requests";
import { applyTheme, storedTheme } from "./data/theme";
import { newRequests } from "./data/viewRequests";
import { parseRoute } from "./logic/routes";

applyTheme(storedTheme());
readAhead(newRequests(parseRoute(location.hash), undefined));

render(
  <LiveContext.Provider value={new LiveEvents("/_console/events")}>
    <App />
  </LiveContext.Provider>,
  document.getElementById("app")!,
);
