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
 * `$util.escapeJavaScript`. It escapes the apostrophe too, which JSON does not know: templates that make JSON append
 * `.replaceAll("\\'","'")`.
 */
export function escapeJavaScript(text: string): string {
  return text.replace(
    // Control characters, quotes, the backslash, the slash and all that is not ASCII.
    /["'\\/]|[^ -~]/g,
    (unit) => NAMED[unit] ?? `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
}
