import { useState } from "preact/hooks";
import { count, cut } from "../logic/format";

const MOST_CHARACTERS = 4000;

/** A text as it is, the beginning of it if it is long. */
export function LongText({ text, label }: { text: string; label: string }) {
  const [whole, setWhole] = useState(false);
  const { shown, hidden } = whole ? { shown: text, hidden: 0 } : cut(text, MOST_CHARACTERS);
  return (
    <div class="long-text">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0} role="group" aria-label={label}>
        {shown}
        {hidden > 0 && "…"}
      </pre>
      {hidden > 0 && (
        <button type="button" class="small" onClick={() => setWhole(true)}>
          Show all ({count(hidden)} more characters)
        </button>
      )}
    </div>
  );
}
