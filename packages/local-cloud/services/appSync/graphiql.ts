import { isLoopbackHost } from "../../aws/origin";
import type { HttpRequest, HttpResponse } from "../../aws/service";
import type { ServedApi } from "./api";

/** The files of the page: GraphiQL, its styles, and the workers of its editor. */
type Graphiql = typeof import("@graphql-yoga/render-graphiql/graphiql");

/** Starts the page. Its options are read from the document, since the content security policy forbids inline scripts. */
const START = `
const { assets, ...options } = JSON.parse(document.getElementById("options").textContent);
self.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_, label) => assets + (label + "Worker.js") };
YogaGraphiQL.renderYogaGraphiQL(document.getElementById("root"), options);
`;

const KEY = "x-api-key";
const JAVASCRIPT = "text/javascript; charset=utf-8";

const ASSETS: Readonly<Record<string, readonly [contentType: string, read: (graphiql: Graphiql) => string]>> =
  {
    "graphiql.js": [JAVASCRIPT, ({ js }) => js],
    "graphiql.css": ["text/css; charset=utf-8", ({ css }) => css],
    "start.js": [JAVASCRIPT, () => START],
    "editorWorkerServiceWorker.js": [JAVASCRIPT, ({ editorWorkerService }) => editorWorkerService],
    "jsonWorker.js": [JAVASCRIPT, ({ jsonWorker }) => jsonWorker],
    "graphqlWorker.js": [JAVASCRIPT, ({ graphqlWorker }) => graphqlWorker],
  };

/** Everything is loaded from this address, except that GraphiQL sets inline styles and embeds its fonts and images. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS = {
  "content-security-policy": POLICY,
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** Whether a browser requests a page. */
export const wantsPage = ({ headers }: Pick<HttpRequest, "headers">): boolean =>
  headers.accept?.includes("text/html") ?? false;

/** GraphiQL for an API, with a valid key if the page is opened on this machine. */
export function graphiqlPage(api: ServedApi, { path, headers }: HttpRequest, now: number): HttpResponse {
  const key = isLoopbackHost(headers.host ?? "")
    ? [...api.keys].find(([, expires]) => expires > now)?.[0]
    : undefined;
  const title = `${api.definition.name} · GraphiQL`;
  const options = {
    assets: `${path}/`,
    endpoint: path,
    // Displayed as HTML.
    title: escapeHtml(title),
    // The first is for the schema, which is requested before there is an editor; the second can be edited by the user.
    ...(key
      ? { additionalHeaders: { [KEY]: key }, initialHeaders: JSON.stringify({ [KEY]: key }, null, 2) }
      : {}),
    shouldPersistHeaders: false,
  };
  return {
    status: 200,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", ...HEADERS },
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${path}/graphiql.css">
<style>body { margin: 0 } #root { height: 100vh }</style>
</head>
<body>
<noscript>GraphiQL needs JavaScript.</noscript>
<div id="root"></div>
<script type="application/json" id="options">${JSON.stringify(options).replaceAll("<", "\\u003c")}</script>
<script src="${path}/graphiql.js"></script>
<script src="${path}/start.js"></script>
</body>
</html>
`,
  };
}

/** A file of the page. */
export async function graphiqlAsset(name: string): Promise<HttpResponse> {
  const [contentType, read] = Object.hasOwn(ASSETS, name) ? (ASSETS[name] ?? []) : [];
  if (!contentType || !read) return { status: 404, headers: HEADERS, body: "" };
  return {
    status: 200,
    headers: { "content-type": contentType, "cache-control": "max-age=3600", ...HEADERS },
    body: read(await import("@graphql-yoga/render-graphiql/graphiql")),
  };
}

const escapeHtml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
