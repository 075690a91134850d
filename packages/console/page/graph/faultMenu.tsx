import { useState } from "preact/hooks";
import type { Drawing, DrawnNode } from "../../../diagram/shapes";
import { emptyFault, FAULT_KINDS, type FaultForm, type FaultKind } from "../logic/faultForm";
import { Menu, type MenuItem } from "../parts/menu";
import { FaultDialog } from "../views/faultDialog";

/** The menu of a state in a graph: what it shows, and for a Task, the faults to inject. */
export function useFaultMenu(props: {
  drawing: Drawing | undefined;
  /** The state machine's name in AWS. */
  machine: string;
  onSelect(node: DrawnNode): void;
}) {
  const { drawing, machine, onSelect } = props;
  const [open, setOpen] = useState<{ node: DrawnNode; x: number; y: number }>();
  const [adding, setAdding] = useState<FaultForm>();
  const tasks = drawing?.nodes.filter(({ type }) => type === "Task").map(({ name }) => name) ?? [];
  const itemsOf = (node: DrawnNode): MenuItem[] => [
    { text: "Show details", run: () => onSelect(node) },
    ...(node.type === "Task" ? (Object.keys(FAULT_KINDS) as FaultKind[]) : []).map((kind) => ({
      text: `${FAULT_KINDS[kind]} …`,
      run: () => setAdding(emptyFault(machine, node.name, kind)),
    })),
  ];
  return {
    openMenu: (node: DrawnNode, x: number, y: number) => setOpen({ node, x, y }),
    menu: (
      <>
        {open && (
          <Menu
            label={open.node.name}
            x={open.x}
            y={open.y}
            items={itemsOf(open.node)}
            onClose={() => setOpen(undefined)}
          />
        )}
        {adding && <FaultDialog first={adding} states={tasks} onClose={() => setAdding(undefined)} />}
      </>
    ),
  };
}
