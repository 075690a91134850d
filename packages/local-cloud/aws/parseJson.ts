/** The deepest nesting of arrays and objects: the default limit of Jackson, the parser that AWS's services use. */
const MAX_DEPTH = 1000;

/**
 * `JSON.parse` for untrusted text: also throws a `SyntaxError` if the text is nested so deeply that code that walks the
 * value could overflow the stack.
 */
export function parseJson(text: string, parse: (text: string) => unknown = JSON.parse): unknown {
  if (text.length > MAX_DEPTH && isTooDeep(text)) {
    throw new SyntaxError(`it is nested more than ${MAX_DEPTH} levels deep`);
  }
  return parse(text);
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (inString) {
      if (char === "\\") index++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "]" || char === "}") depth--;
    else if ((char === "[" || char === "{") && ++depth > MAX_DEPTH) return true;
  }
  return false;
}
