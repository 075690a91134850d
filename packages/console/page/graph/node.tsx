import { type DrawnNode, textOfState } from "../../../diagram/shapes";
import type { StateView } from "../../api";
import { describeState, lookOfState } from "../logic/statuses";

/** The symbol's place in a state, from its top left; what is counted has the same at the right. */
const CORNER = { x: 10, y: 16 };

export interface NodeProps {
  node: DrawnNode;
  /** Whether there is an execution, so that a state without a status is one that was not entered. */
  live: boolean;
  state: StateView | undefined;
  selected: boolean;
  tabIndex: 0 | -1;
  /** The elements by node, for the focus. */
  elements: Map<string, SVGGElement>;
  onSelect(node: DrawnNode): void;
  onMenu(node: DrawnNode, x: number, y: number): void;
  onFocus(id: string): void;
  onKeyDown(event: KeyboardEvent, node: DrawnNode): void;
}

/** A state, or the start or end of a state machine. */
export function Node(props: NodeProps) {
  const { node, live, state, selected, tabIndex, elements, onSelect, onMenu, onFocus, onKeyDown } = props;
  const { id, kind, name, type, calls, container, x, y, width, height } = node;
  if (kind !== "state")
    return <circle class={kind} cx={x + width / 2} cy={y + height / 2} r={width / 2 - 1} />;
  const look = lookOfState(state);
  const text = textOfState(node);
  const counted = countOf(state);
  const classes = [
    "state",
    container && "container",
    live && `tone-${look.tone}`,
    live && !state && "pending",
    selected && "selected",
  ];
  return (
    <g
      class={classes.filter(Boolean).join(" ")}
      role="button"
      tabIndex={tabIndex}
      aria-pressed={selected}
      aria-label={live ? describeState(name, type, state) : `${type} ${name}`}
      ref={(element: SVGGElement | null) => {
        if (element) elements.set(id, element);
        else elements.delete(id);
      }}
      onClick={() => onSelect(node)}
      onKeyDown={(event) => onKeyDown(event, node)}
      onFocus={() => onFocus(id)}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(node, event.clientX, event.clientY);
      }}
    >
      <title>{[calls ? `${name}: ${calls}` : name, live && look.text].filter(Boolean).join("\n")}</title>
      <rect x={x} y={y} width={width} height={height} rx={container ? 4 : 8} />
      {live && (
        <text class="symbol" x={x + CORNER.x} y={y + CORNER.y}>
          {look.symbol}
        </text>
      )}
      {counted && (
        <text class="counted" x={x + width - CORNER.x} y={y + CORNER.y}>
          {counted}
        </text>
      )}
      <text class="type" x={text.type.x} y={text.type.y}>
        {text.type.text}
      </text>
      <text class="name">
        {text.name.map((line) => (
          <tspan key={line.y} x={line.x} y={line.y}>
            {line.text}
          </tspan>
        ))}
      </text>
    </g>
  );
}

/** `2/7` attempts, `×3` visits. */
function countOf(state: StateView | undefined): string | undefined {
  if (!state) return undefined;
  if (state.attempt !== undefined && (state.attempt > 1 || state.status === "retrying"))
    return `${state.attempt}/${state.maxAttempts ?? "?"}`;
  return state.visits > 1 ? `×${state.visits}` : undefined;
}
