import { useState } from "preact/hooks";
import type { AttemptView, ExecutionView, VisitView } from "../../../api";
import type { Loaded } from "../../data/useServer";
import { duration, plural, timeOfDay } from "../../logic/format";
import { textOf } from "../../parts/field";
import { JsonBox } from "../../parts/jsonBox";
import { Waiting } from "../../parts/messages";
import { StateBadge } from "../../parts/status";
import { Statement } from "../overview/refusals";
import { ErrorBox } from "./errorBox";
import { LogLines } from "./logLines";

/** What a state did in one of its visits. */
export function StatePanel(props: {
  execution: ExecutionView;
  id: string;
  visits: Loaded<VisitView[]>;
  /** Whether iterations of Maps were chosen. */
  chosen: boolean;
  onClose(): void;
}) {
  const { execution, id, visits: loaded, chosen: iterationsChosen, onClose } = props;
  const { drawing, states } = execution;
  const [chosen, setChosen] = useState<number>();
  const node = drawing.nodes.find((each) => each.id === id);
  const visits = loaded.data ?? [];
  const at = Math.min(chosen ?? visits.length - 1, visits.length - 1);
  const visit = visits[at];
  return (
    <section
      class="state-panel"
      aria-label={`State ${node?.name ?? id}`}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <header class="title-line">
        <h2>{node?.name ?? id}</h2>
        <StateBadge state={states[id]} />
        <button type="button" class="small" onClick={onClose}>
          Close
        </button>
      </header>
      <p class="quiet">
        {node?.type}
        {node?.calls && `, calls ${node.calls}`}
      </p>
      {visits.length > 1 && (
        <label>
          Visit{" "}
          <select value={at} onChange={(event) => setChosen(Number(textOf(event)))}>
            {visits.map((each, index) => (
              <option key={`${each.enteredAt} ${index}`} value={index}>
                {index + 1} of {visits.length}, {timeOfDay(each.enteredAt)}, {each.status}
              </option>
            ))}
          </select>
        </label>
      )}
      <Waiting loaded={loaded} what="the state" />
      {loaded.data && !visit && (
        <p class="quiet">It was not entered{iterationsChosen ? " in the iterations that are shown" : ""}.</p>
      )}
      {visit && <Visit key={`${id} ${at}`} visit={visit} />}
    </section>
  );
}

function Visit({ visit }: { visit: VisitView }) {
  const { input, result, output, variablesBefore, variablesAfter, attempts, error, cause, missingStatement } =
    visit;
  const hasVariables = variablesBefore !== "{}" || (variablesAfter ?? "{}") !== "{}";
  return (
    <>
      <p class="quiet">
        Entered {timeOfDay(visit.enteredAt)}
        {visit.exitedAt !== undefined && `, took ${duration(visit.exitedAt - visit.enteredAt)}`}
      </p>
      {error !== undefined && <ErrorBox error={error} cause={cause} />}
      {missingStatement && <Statement statement={missingStatement} />}
      <JsonBox title="Input" json={input} />
      {visit.arguments !== undefined && <JsonBox title="Arguments" json={visit.arguments} />}
      {result !== undefined && <JsonBox title="Result" json={result} />}
      {output !== undefined && <JsonBox title="Output" json={output} before={input} beforeName="the input" />}
      {hasVariables &&
        (variablesAfter === undefined ? (
          <JsonBox title="Variables" json={variablesBefore} />
        ) : (
          <JsonBox
            title="Variables after"
            json={variablesAfter}
            before={variablesBefore}
            beforeName="those before"
            compare
          />
        ))}
      {attempts.length > 0 && <Attempts attempts={attempts} />}
    </>
  );
}

function Attempts({ attempts }: { attempts: AttemptView[] }) {
  return (
    <section aria-label="Attempts">
      <h3>{plural(attempts.length, "attempt")}</h3>
      {attempts.map((attempt, index) => (
        <details key={`${attempt.startedAt} ${index}`} open={index === attempts.length - 1}>
          <summary>
            {index + 1}. <code>{attempt.resource}</code> at {timeOfDay(attempt.startedAt)}
            {attempt.endedAt !== undefined
              ? `, ${duration(attempt.endedAt - attempt.startedAt)}`
              : ", in flight"}
            {attempt.error && <span class="error-name"> {attempt.error}</span>}
          </summary>
          {attempt.error && <ErrorBox error={attempt.error} cause={attempt.cause} />}
          <JsonBox title="Request" json={attempt.parameters} />
          {attempt.result !== undefined && <JsonBox title="Response" json={attempt.result} />}
          {attempt.logs.length > 0 && <LogLines lines={attempt.logs} label="What the function printed" />}
        </details>
      ))}
    </section>
  );
}
