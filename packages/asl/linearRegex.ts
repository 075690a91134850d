/** V8 takes repetitions up to this, those that are nested multiplied. */
const MOST_REPEATED = 16;

const TOKEN =
  /\\[1-9k]|\(\?(?:<?[=!]|[a-z-]+:)|\\.|\[(?:\\.|[^\]\\])*\]|\(|(\))?(?:\{(\d+)(,?)(\d*)\}|(\+))|\)/gs;
const NEVER = /^(?:\\[1-9k]|\(\?(?:<?[=!]|[a-z-]+:))$/;

/**
 * Whether V8's linear engine surely takes an expression without flags: one without lookaround, references or flags of groups, and with few
 * repetitions. `+` counts twice after a group, which may be empty.
 */
export function isLinear(source: string): boolean {
  const factors = [1];
  for (const [token, closing, from, comma, to, plus] of source.matchAll(TOKEN)) {
    if (NEVER.test(token)) return false;
    if (token === "(") {
      factors.push(1);
      continue;
    }
    const inner = token.startsWith(")") ? (factors.pop() ?? 1) : 1;
    const times =
      from !== undefined ? Math.max(1, Number(to || from) + (comma && !to ? 1 : 0)) : plus && closing ? 2 : 1;
    const factor = inner * times;
    if (factor > MOST_REPEATED) return false;
    factors.push(Math.max(factors.pop() ?? 1, factor));
  }
  return true;
}
