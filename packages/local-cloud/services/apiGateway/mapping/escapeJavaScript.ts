const NAMED: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
  '"': '\\"',
  "'": "\\'",
  "\\": "\\\\",
  "/": "\\/",
};

/**
 * `$util.escapeJavaScript`. It also escapes the apostrophe, which is invalid in JSON; templates that render JSON append
 * `.replaceAll("\\'","'")`.
 */
export function escapeJavaScript(text: string): string {
  return text.replace(
    // Control characters, quotes, the backslash, the slash and everything that is not ASCII.
    /["'\\/]|[^ -~]/g,
    (unit) => NAMED[unit] ?? `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
}
