/** Arrays and objects within each other; the reader that AWS's services use, Jackson, takes no more by default either. */
const MAX_DEPTH = 1000;

/**
 * `JSON.parse` for what comes from outside: throws a `SyntaxError` also for a text that is nested so deeply that whoever
 * walks through its value could run out of stack.
 */
export function parseJson(text: string): unknown {
  if (text.length > MAX_DEPTH && isTooDeep(text)) {
    throw new SyntaxError(`it is nested more than ${MAX_DEPTH} levels deep`);
  }
  return JSON.parse(text);
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
