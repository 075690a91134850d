import { useState } from "preact/hooks";
import type { RefusalView } from "../../../api";
import { count, timeOfDay } from "../../logic/format";
import { indented } from "../../logic/json";
import { CopyButton } from "../../parts/copyButton";

/** At first, and with each further step. */
const STEP = 20;

/** The calls that no policy allows, the latest first, each with the statement that would. */
export function Refusals({ refusals }: { refusals: RefusalView[] }) {
  const [most, setMost] = useState(STEP);
  const latest = [...refusals].sort((a, b) => b.time - a.time);
  const shown = latest.slice(0, most);
  return (
    <section aria-labelledby="refusals">
      <h2 id="refusals">Refusals</h2>
      <ul class="refusals">
        {shown.map((refusal) => (
          <li key={`${refusal.time} ${refusal.message}`}>
            <p>
              <time class="quiet">{timeOfDay(refusal.time)}</time>{" "}
              <span class={`badge tone-${refusal.enforced ? "failed" : "warning"}`}>
                {refusal.enforced ? "✕ refused" : "⚑ recorded only"}
              </span>{" "}
              {refusal.message}
            </p>
            {refusal.statement && <Statement statement={refusal.statement} />}
          </li>
        ))}
      </ul>
      {shown.length < latest.length && (
        <button type="button" onClick={() => setMost(most + STEP)}>
          Show more ({count(latest.length - shown.length)} are older)
        </button>
      )}
    </section>
  );
}

/** A policy statement to add to a role. */
export function Statement({ statement }: { statement: string }) {
  return (
    <div class="statement">
      <p>
        Missing policy statement <CopyButton text={indented(statement)} what="the missing statement" />
      </p>
      <pre>{indented(statement)}</pre>
    </div>
  );
}
