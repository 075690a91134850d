/**
 * Loaded into a program's process before everything else: gives the code that Pulumi serializes from the program's functions a source
 * map, inline, that leads to the program's own files. Pulumi copies the text of each function as it was loaded, so that its place in a
 * loaded file is found by its text; the source map of that file, which ts-node or a compiler made, leads further.
 *
 * JavaScript, since it must load before any TypeScript can.
 */
const { readFileSync } = require("node:fs");
const Module = require("node:module");
const { dirname, resolve, sep } = require("node:path");
const { fileURLToPath, pathToFileURL } = require("node:url");
const { decode, encode } = require("@jridgewell/sourcemap-codec");

const PACKAGES = `${sep}node_modules${sep}`;
const SERIALIZER = /[\\/]@pulumi[\\/]pulumi[\\/]runtime[\\/]closure[\\/]serializeClosure\.js$/;

/** In two parts, since `source-map-support` takes the whole for this file's own comment. */
const COMMENT = `${"//# source"}MappingURL=data:application/json;charset=utf-8;base64,`;

/** What Node.js runs of the program's files, by path. */
const loaded = new Map();
/** Source maps of loaded files, by path; null for none. */
const maps = new Map();

const compile = Module.prototype._compile;
Module.prototype._compile = function (code, file, ...rest) {
  keep(file, code);
  const result = compile.call(this, code, file, ...rest);
  if (SERIALIZER.test(file)) wrap(this.exports);
  return result;
};

// ES modules do not pass there.
Module.registerHooks?.({
  load(url, context, next) {
    const result = next(url, context);
    if (result.format?.startsWith("module") && result.source && url.startsWith("file:"))
      keep(fileURLToPath(url), Buffer.from(result.source).toString());
    return result;
  },
});

function keep(file, code) {
  if (!file.includes(PACKAGES)) loaded.set(file, code);
}

function wrap(exports) {
  const { serializeFunction } = exports;
  exports.serializeFunction = async (...args) => {
    const serialized = await serializeFunction(...args);
    return { ...serialized, text: withSourceMap(serialized.text) };
  };
}

/** How Pulumi writes the functions that it serializes. */
const FUNCTION = /^return ((?:.|\n)+?);\n\n {4}\}\n {2}\}\)\.apply\(/gm;

/** @param {string} text that Pulumi serialized */
function withSourceMap(text) {
  const map = { version: 3, sources: [], sourcesContent: [], names: [], mappings: [] };
  const lines = lineStarts(text);
  for (const match of text.matchAll(FUNCTION)) {
    const [, code] = match;
    // Pulumi replaces what is before the parameters: the name, `async`, `function`.
    const skipped = Math.max(code.indexOf("("), 0);
    const found = find(code) ?? (skipped > 0 && find(code.slice(skipped)));
    if (!found) continue;
    const offset = match.index + match[0].indexOf(code) + (code.length - found.length);
    for (const [position, source] of segments(found, map))
      add(map.mappings, lines, offset + position, source);
  }
  if (map.sources.length === 0) return text;
  const mappings = encode(map.mappings.map((line) => line.sort(([a], [b]) => a - b)));
  const json = JSON.stringify({ ...map, mappings });
  const base64 = Buffer.from(json).toString("base64");
  return `${text}\n${COMMENT}${base64}\n`;
}

/** Where a function's text is in a file of the program: in the first, if it is in several. */
function find(code) {
  for (const [file, text] of loaded) {
    const start = text.indexOf(code);
    if (start >= 0) return { file, text, start, length: code.length };
  }
  return undefined;
}

/** The segments of a function, by their position in its text: `[index of the source, line, column]`, from 0. */
function* segments({ file, text, start, length }, map) {
  const lines = lineStarts(text);
  const own = sourceMapOf(file, text);
  const mappings = own?.mappings ?? lines.map((_, line) => [[0, 0, line, 0]]);
  const sources = own?.sources ?? [pathToFileURL(file).href];
  const contents = own?.sourcesContent ?? [text];
  for (const [line, each] of mappings.entries()) {
    for (const [column, source, ...place] of each) {
      const position = lines[line] + column;
      if (source === undefined || position < start || position >= start + length) continue;
      yield [position - start, [sourceIn(map, sources[source], contents[source]), ...place.slice(0, 2)]];
    }
  }
}

function sourceIn(map, source, content) {
  const known = map.sources.indexOf(source);
  if (known >= 0) return known;
  map.sourcesContent.push(content ?? null);
  return map.sources.push(source) - 1;
}

/** Adds a segment to mappings, which are lists of segments by line. */
function add(mappings, lines, offset, source) {
  const line = lines.findLastIndex((start) => start <= offset);
  while (mappings.length <= line) mappings.push([]);
  mappings[line].push([offset - lines[line], ...source]);
}

/** The source map of a file that was loaded, with its sources as URLs. */
function sourceMapOf(file, text) {
  if (!maps.has(file)) maps.set(file, readSourceMap(file, text));
  return maps.get(file);
}

function readSourceMap(file, text) {
  const url = [...text.matchAll(/^\/\/[#@] sourceMappingURL=(\S+)\s*$/gm)].at(-1)?.[1];
  if (url === undefined) return null;
  const [, data] = /^data:[^,]*;base64,(.*)$/.exec(url) ?? [];
  const path = data === undefined ? resolve(dirname(file), decodeURI(url)) : file;
  const map = JSON.parse(
    data === undefined ? readFileSync(path, "utf8") : Buffer.from(data, "base64").toString(),
  );
  const root = map.sourceRoot ? map.sourceRoot.replace(/\/?$/, "/") : "";
  const base = pathToFileURL(path);
  const sources = map.sources.map((source) => new URL(root + source, base).href);
  return { ...map, sources, mappings: decode(map.mappings) };
}

function lineStarts(text) {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
