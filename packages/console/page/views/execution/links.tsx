import type { ExecutionView, Link } from "../../../api";
import { count, nameOfArn } from "../../logic/format";
import { executionHref, formatRoute } from "../../logic/routes";
import { lookOfStatus } from "../../logic/statuses";

/** Executions that are listed before the rest is folded. */
const SHOWN = 6;

/** What started the execution, and what it started. */
export function Links({ execution: { startedBy, started, mapRuns } }: { execution: ExecutionView }) {
  if (!startedBy && started.length === 0 && mapRuns.length === 0) return null;
  return (
    <div class="links">
      {startedBy && (
        <p>
          Started by <LinkTo link={startedBy} />
        </p>
      )}
      {started.length > 0 && (
        <p>
          Started{" "}
          {started.slice(0, SHOWN).map((link) => (
            <LinkTo key={link.arn} link={link} />
          ))}
        </p>
      )}
      {started.length > SHOWN && (
        <details>
          <summary>{count(started.length - SHOWN)} more</summary>
          {started.slice(SHOWN).map((link) => (
            <LinkTo key={link.arn} link={link} />
          ))}
        </details>
      )}
      {mapRuns.map(({ arn, title, status, counts }) => (
        <p key={arn}>
          Map Run{" "}
          <a
            href={formatRoute({ view: "executions", filter: { mapRun: arn } })}
            title={`The executions of ${nameOfArn(arn)}`}
          >
            {title}
          </a>{" "}
          <span class="quiet">
            {lookOfStatus(status).text}
            {Object.entries(counts)
              .filter(([, amount]) => amount > 0)
              .map(([name, amount]) => `, ${count(amount)} ${name}`)}
          </span>
        </p>
      ))}
    </div>
  );
}

function LinkTo({ link: { arn, title, status } }: { link: Link }) {
  const look = lookOfStatus(status);
  return (
    <a class={`badge tone-${look.tone}`} href={executionHref(arn)} title={look.text}>
      <span aria-hidden="true">{look.symbol}</span> {title}
      <span class="hidden-text">, {look.text}</span>
    </a>
  );
}
