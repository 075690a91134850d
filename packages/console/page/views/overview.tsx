import { useState } from "preact/hooks";
import type { MachineView } from "../../api";
import { useConsole } from "../data/context";
import { formatRoute } from "../logic/routes";
import { StatusCounts } from "../parts/status";
import { Deployment } from "./overview/deployment";
import { Outputs } from "./overview/outputs";
import { Refusals } from "./overview/refusals";
import { StartDialog } from "./startDialog";

/** The stack: its state machines, what the last deployment did, what was refused, its outputs. */
export function Overview() {
  const { stack } = useConsole();
  const [starting, setStarting] = useState<MachineView>();
  return (
    <>
      <h1>{stack.name}</h1>
      <p class="quiet">
        {stack.program}, on <code>{stack.endpoint}</code>, region {stack.region}, account {stack.accountId}
      </p>
      {stack.deployment && <Deployment deployment={stack.deployment} />}
      <section aria-labelledby="machines">
        <h2 id="machines">State machines</h2>
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Type</th>
              <th scope="col">Executions</th>
              <th scope="col">
                <span class="hidden-text">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {stack.machines.map((machine) => (
              <Machine key={machine.arn} machine={machine} onStart={() => setStarting(machine)} />
            ))}
          </tbody>
        </table>
        {stack.machines.length === 0 && <p class="quiet">The program has no state machines.</p>}
      </section>
      {stack.refusals.length > 0 && <Refusals refusals={stack.refusals} />}
      {stack.outputs.length > 0 && <Outputs outputs={stack.outputs} />}
      {starting && <StartDialog machine={starting} onClose={() => setStarting(undefined)} />}
    </>
  );
}

function Machine({ machine, onStart }: { machine: MachineView; onStart(): void }) {
  const { arn, name, title, type, comment, counts } = machine;
  return (
    <tr>
      <th scope="row">
        <a href={formatRoute({ view: "machine", arn })}>{title}</a>
        {comment ? <p class="quiet">{comment}</p> : title !== name && <p class="quiet">{name}</p>}
      </th>
      <td>{type === "STANDARD" ? "Standard" : "Express"}</td>
      <td>
        <StatusCounts
          counts={counts}
          href={(status) => formatRoute({ view: "executions", filter: { machine: arn, status } })}
        />
      </td>
      <td class="actions">
        <a
          href={formatRoute({ view: "executions", filter: { machine: arn } })}
          aria-label={`Executions of ${title}`}
        >
          Executions
        </a>
        <button type="button" class="small" aria-label={`Start ${title}`} onClick={onStart}>
          Start
        </button>
      </td>
    </tr>
  );
}
