import { createHash } from "node:crypto";
import { join } from "node:path";

const PAGE = join(__dirname, "../page");

export interface Assets {
  script: string;
  style: string;
  /** Of both: what the addresses of other ones do not have. */
  digest: string;
}

let bundling: Promise<Assets> | undefined;

/** The page's script and style: bundled in memory by the first call, from this package and Preact. */
export function assets(): Promise<Assets> {
  bundling ??= bundle();
  return bundling;
}

async function bundle(): Promise<Assets> {
  // Loaded here: a stack that no browser looks at has no use for it.
  const { build } = require("esbuild") as typeof import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [join(PAGE, "main.tsx"), join(PAGE, "style.css")],
    outdir: PAGE,
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    tsconfigRaw: "{}",
    legalComments: "none",
    logLevel: "silent",
  });
  const textOf = (extension: string) => outputFiles.find(({ path }) => path.endsWith(extension))!.text;
  const [script, style] = [textOf(".js"), textOf(".css")];
  const digest = createHash("sha256").update(script).update(style).digest("base64url");
  return { script, style, digest };
}

/** The document. All that a page shows is made by its script; until that has run, it shows where the console will be. */
export const documentOf = ({ digest }: Assets): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Local stack</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_console/style.css?digest=${digest}">
<script type="module" src="/_console/script.js?digest=${digest}"></script>
</head>
<body>
<div id="app"><header class="top"><span class="stack-name">Local stack</span></header></div>
</body>
</html>
`;

/** What a browser gets that did not open the printed link. */
export const CLOSED_DOCUMENT = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Local stack</title>
<link rel="icon" href="data:,">
</head>
<body>
<h1>This console needs its link</h1>
<p>Open the link that <code>workflows dev</code> printed when it started the stack. Each start has another one.</p>
</body>
</html>
`;
