import { useState } from "preact/hooks";
import type { DrawnNode } from "../../../diagram/shapes";
import { useConsole } from "../data/context";
import { useServer } from "../data/useServer";
import { useFaultMenu } from "../graph/faultMenu";
import { StateGraph } from "../graph/stateGraph";
import { formatRoute, queryOf } from "../logic/routes";
import { CopyButton } from "../parts/copyButton";
import { Waiting } from "../parts/messages";
import { StatusCounts } from "../parts/status";
import { StartDialog } from "./startDialog";

/** A state machine, whether or not it has executions. */
export function MachinePage({ arn }: { arn: string }) {
  const { stack } = useConsole();
  const machine = stack.machines.find((each) => each.arn === arn);
  const loaded = useServer("drawing", machine && queryOf({ machine: arn }), (event) => event.stack);
  const [selected, setSelected] = useState<DrawnNode>();
  const [starting, setStarting] = useState(false);
  const { menu, openMenu } = useFaultMenu({
    drawing: loaded.data,
    machine: machine?.name ?? "",
    onSelect: setSelected,
  });
  if (!machine)
    return (
      <p>
        The stack has no state machine <code>{arn}</code>. <a href="#/">To the overview</a>
      </p>
    );
  const { title, name, type, comment, counts } = machine;
  return (
    <>
      <div class="title-line">
        <h1>{title}</h1>
        <span class="quiet">
          {type === "STANDARD" ? "Standard" : "Express"} <code>{name}</code>
        </span>
        <CopyButton text={arn} what="the ARN" label="Copy ARN" />
        <button type="button" class="primary" onClick={() => setStarting(true)}>
          Start
        </button>
      </div>
      {comment && <p>{comment}</p>}
      <p>
        <StatusCounts
          counts={counts}
          href={(status) => formatRoute({ view: "executions", filter: { machine: arn, status } })}
        />{" "}
        <a href={formatRoute({ view: "executions", filter: { machine: arn } })}>All executions</a>
      </p>
      <Waiting loaded={loaded} what="the graph" />
      {loaded.data && (
        <StateGraph
          drawing={loaded.data}
          label={`States of ${title}`}
          selected={selected?.id}
          onSelect={setSelected}
          onMenu={openMenu}
        />
      )}
      {selected && (
        <p role="status">
          <strong>{selected.name}</strong>, {selected.type}
          {selected.calls && (
            <>
              , calls <code>{selected.calls}</code>
            </>
          )}
        </p>
      )}
      {menu}
      {starting && <StartDialog machine={machine} onClose={() => setStarting(false)} />}
    </>
  );
}
