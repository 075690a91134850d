import { readFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** What of a source map is read here. https://tc39.es/ecma426/ */
interface SourceMap {
  sourceRoot?: string;
  sources: (string | null)[];
  sections?: unknown;
}

const COMMENT = /\n?\/\/[#@] sourceMappingURL=(\S+)\s*$/;
/** In two parts, since `source-map-support` takes the whole for this file's own comment. */
const OWN_COMMENT = `${"//# source"}MappingURL=data:application/json;charset=utf-8;base64,`;
const PACKAGES = join(sep, "node_modules", sep);

/** Whether a file of this machine is JavaScript that is not a package's. */
export const isMapped = (file: string): boolean => /\.[cm]?js$/.test(file) && !file.includes(PACKAGES);

/**
 * A JavaScript file as it is copied to another directory, so that breakpoints in its sources hold there too: with its own source
 * map, whose sources become absolute, or, if it has none, with one that leads to the file itself, line by line. No line moves.
 *
 * @param text what the file contains
 * @param file its path on this machine
 */
export async function withSourceMap(text: string, file: string): Promise<string> {
  const [comment = "", url] = COMMENT.exec(text) ?? [];
  const own = url === undefined ? undefined : await readSourceMap(url, file);
  const map = own ? absolute(own.map, own.base) : identity(text, file);
  const base64 = Buffer.from(JSON.stringify(map)).toString("base64");
  const code = comment === "" ? text : text.slice(0, -comment.length);
  return `${code}\n${OWN_COMMENT}${base64}\n`;
}

/** @returns undefined if there is none: bundlers may leave the comment where the map is not published */
async function readSourceMap(
  url: string,
  file: string,
): Promise<{ map: SourceMap; base: string } | undefined> {
  const [, base64, data] = /^data:[^,]*?(;base64)?,(.*)$/.exec(url) ?? [];
  if (data !== undefined) {
    const json = base64 ? Buffer.from(data, "base64").toString() : decodeURIComponent(data);
    return { map: parse(json, file), base: dirname(file) };
  }
  const path = url.startsWith("file:") ? fileURLToPath(url) : resolve(dirname(file), decodeURI(url));
  try {
    return { map: parse(await readFile(path, "utf8"), path), base: dirname(path) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function parse(json: string, file: string): SourceMap {
  try {
    return JSON.parse(json) as SourceMap;
  } catch (error) {
    throw new Error(`the source map in ${file} is not JSON: ${(error as Error).message}`);
  }
}

/** @param base the directory that relative sources are relative to */
function absolute({ sourceRoot = "", ...map }: SourceMap, base: string): SourceMap {
  const root = sourceRoot === "" || sourceRoot.endsWith("/") ? sourceRoot : `${sourceRoot}/`;
  const directory = pathToFileURL(base + sep);
  return {
    ...map,
    sources: map.sources.map((source) => source && new URL(root + source, directory).href),
  };
}

const identity = (text: string, file: string) => ({
  version: 3,
  sources: [pathToFileURL(file).href],
  sourcesContent: [text],
  names: [],
  // The first segment is the first line's first column; each further one is a line below the one before.
  mappings: `AAAA${";AACA".repeat(text.split("\n").length - 1)}`,
});
