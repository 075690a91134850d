import { useState } from "preact/hooks";
import type { ExecutionView, MachineView } from "../../../api";
import { type HeardClock, useConsole } from "../../data/context";
import { act, read } from "../../data/requests";
import { useNow } from "../../data/useClock";
import { count, dateTime, dollars, duration } from "../../logic/format";
import { formatRoute, queryOf } from "../../logic/routes";
import { CopyButton } from "../../parts/copyButton";
import { Dialog } from "../../parts/dialog";
import { StatusBadge } from "../../parts/status";
import { StartDialog } from "../startDialog";

/** What an execution is, how it stands, what it has cost, and what can be done with it. */
export function Summary(props: {
  execution: ExecutionView;
  machine: MachineView | undefined;
  clock: HeardClock | undefined;
}) {
  const { execution, machine, clock } = props;
  const { name, title, status, startedAt, endedAt, type, redriveCount, events, billedTransitions, cost } =
    execution;
  const now = useNow(clock);
  const facts: [string, string][] = [
    ["Started", dateTime(startedAt)],
    ["Duration", duration((endedAt ?? now) - startedAt)],
    ["Type", type === "STANDARD" ? "Standard" : "Express"],
    ["Events", count(events)],
    ["Billed transitions", count(billedTransitions)],
    ["Cost so far", dollars(cost)],
    ...(redriveCount > 0 ? ([["Redrives", count(redriveCount)]] as [string, string][]) : []),
  ];
  return (
    <header class="summary">
      <div class="title-line">
        <h1>{name}</h1>
        <StatusBadge status={status} />
        <a href={formatRoute({ view: "machine", arn: execution.machine })}>{title}</a>
        <Actions execution={execution} machine={machine} />
      </div>
      <dl class="facts">
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </header>
  );
}

function Actions({ execution, machine }: { execution: ExecutionView; machine: MachineView | undefined }) {
  const { arn, status, name, input, redrivable } = execution;
  const { say } = useConsole();
  const [open, setOpen] = useState<"start" | "stop" | "redrive">();
  const close = () => setOpen(undefined);
  const ask = (action: "stop" | "redrive", said: string) => async () => {
    await act(action, { arn });
    say(said);
  };
  const copies = () => read("copies", queryOf({ arn }));
  return (
    <div class="actions">
      {status === "RUNNING" && (
        <button type="button" onClick={() => setOpen("stop")}>
          Stop …
        </button>
      )}
      {redrivable && (
        <button type="button" onClick={() => setOpen("redrive")}>
          Redrive …
        </button>
      )}
      {machine && (
        <button type="button" onClick={() => setOpen("start")}>
          Start again …
        </button>
      )}
      <CopyButton
        text={async () => (await copies()).command}
        what="the command that starts it"
        label="Copy as command"
      />
      <CopyButton
        text={async () => (await copies()).test}
        what="a test that reproduces it"
        label="Copy as test"
      />
      <CopyButton text={arn} what="the ARN" label="Copy ARN" />
      {open === "start" && machine && <StartDialog machine={machine} input={input} onClose={close} />}
      {open === "stop" && (
        <Dialog
          title={`Stop ${name}?`}
          submit="Stop"
          danger
          onSubmit={ask("stop", "Stopped")}
          onClose={close}
        >
          <p>What it is doing is abandoned, and it ends as aborted. It can be redriven.</p>
        </Dialog>
      )}
      {open === "redrive" && (
        <Dialog
          title={`Redrive ${name}?`}
          submit="Redrive"
          onSubmit={ask("redrive", "Redriven")}
          onClose={close}
        >
          <p>It continues at the state that did not succeed, with the definition that it was started with.</p>
        </Dialog>
      )}
    </div>
  );
}
