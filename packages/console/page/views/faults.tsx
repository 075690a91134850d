import { useState } from "preact/hooks";
import type { FaultView } from "../../api";
import { useConsole } from "../data/context";
import { act } from "../data/requests";
import { never, useServer } from "../data/useServer";
import { emptyFault } from "../logic/faultForm";
import { Waiting } from "../parts/messages";
import { FaultDialog } from "./faultDialog";

/** The faults that are injected into Tasks. */
export function Faults() {
  const { stack, say, fail } = useConsole();
  const loaded = useServer("faults", "", never);
  const [changed, setChanged] = useState<FaultView[]>();
  const [adding, setAdding] = useState(false);
  const faults = changed ?? loaded.data;
  const clear = async () => {
    try {
      setChanged(await act("faults/clear", {}));
      say("Cleared all faults");
    } catch (error) {
      fail(error);
    }
  };
  return (
    <>
      <div class="title-line">
        <h1>Faults</h1>
        <button
          type="button"
          class="primary"
          disabled={stack.machines.length === 0}
          onClick={() => setAdding(true)}
        >
          Add a fault
        </button>
        <button type="button" disabled={!faults?.length} onClick={() => void clear()}>
          Clear all
        </button>
      </div>
      <p class="quiet">
        A fault makes a Task fail, wait, be refused, or have its function crash. In the graph of a state
        machine or an execution, a Task's menu adds one as well (right-click, or Shift+F10).
      </p>
      <Waiting loaded={loaded} what="the faults" />
      {faults?.length === 0 && <p class="quiet">There are none.</p>}
      {faults && faults.length > 0 && <FaultTable faults={faults} />}
      {adding && (
        <FaultDialog
          first={emptyFault(stack.machines[0]!.name, "")}
          onAdded={setChanged}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  );
}

function FaultTable({ faults }: { faults: FaultView[] }) {
  const { stack } = useConsole();
  const titleOf = (machine: string) => stack.machines.find(({ name }) => name === machine)?.title ?? machine;
  return (
    <table>
      <thead>
        <tr>
          {["State machine", "State", "Attempts", "Kind", "Fault"].map((text) => (
            <th key={text} scope="col">
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {faults.map(({ machine, state, attempts, kind, text }, index) => (
          <tr key={`${index} ${text}`}>
            <td>{titleOf(machine)}</td>
            <td>{state}</td>
            <td>{attempts}</td>
            <td>{kind}</td>
            <td class="code">{text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
