import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Drawing, DrawnEdge, DrawnNode } from "../../../diagram/shapes";
import type { StateView } from "../../api";
import { clampScale, isDirection, neighbor, readableScale, scaleToFit } from "../logic/graphMoves";
import { Edge, EdgeLabel, Markers, type Taken } from "./edge";
import { Node } from "./node";

export interface GraphProps {
  drawing: Drawing;
  /** What a screen reader calls it. */
  label: string;
  /** By node; undefined for a state machine without an execution. */
  states?: Readonly<Record<string, StateView>>;
  /** By edge: how often it was taken, or may have been. */
  taken?: Readonly<Record<string, number>>;
  perhaps?: Readonly<Record<string, number>>;
  selected?: string;
  onSelect(node: DrawnNode): void;
  /** Right-click, Shift+F10 or the menu key on a node; a place in the window. */
  onMenu(node: DrawnNode, x: number, y: number): void;
}

/** Around the drawing. */
const MARGIN = 8;
const ZOOM_STEP = 1.25;

/** The graph of a state machine. States are moved through with arrow keys, and chosen with Enter. */
export function StateGraph(props: GraphProps) {
  const { drawing, label, states, taken, perhaps, selected, onSelect, onMenu } = props;
  const room = useRef<HTMLDivElement>(null);
  const elements = useRef(new Map<string, SVGGElement>());
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [zoom, setZoom] = useState<number | "fit">();
  const [focused, setFocused] = useState<string>();
  const arrow = useId();
  const nodes = drawing.nodes.filter(({ kind }) => kind === "state");
  const fitting = scaleToFit(drawing, size);
  const scale = zoom === "fit" ? fitting : (zoom ?? readableScale(fitting));
  const current =
    nodes.find(({ id }) => id === focused) ?? nodes.find(({ id }) => id === selected) ?? nodes[0];

  useLayoutEffect(() => {
    const measure = () => {
      const { clientWidth, clientHeight } = room.current!;
      setSize({ width: clientWidth - 2 * MARGIN, height: clientHeight - 2 * MARGIN });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(room.current!);
    measure();
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = room.current!;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      setZoom(clampScale(scale * Math.exp(-event.deltaY / 300)));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [scale]);

  // What matters most comes into view: what failed, or what runs.
  useLayoutEffect(() => {
    const worst = nodes.findLast(({ id }) => states?.[id]?.status === "failed");
    const first = worst ?? nodes.findLast(({ id }) => /running|retrying/.test(states?.[id]?.status ?? ""));
    if (first && !selected)
      elements.current.get(first.id)?.scrollIntoView({ block: "center", inline: "center" });
  }, []);
  // A state that is chosen elsewhere, as by a link, comes into view.
  useEffect(() => {
    if (selected) elements.current.get(selected)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [selected]);

  const onKeyDown = (event: KeyboardEvent, node: DrawnNode) => {
    if (event.key === "Enter" || event.key === " ") onSelect(node);
    else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
      const { left, bottom } = elements.current.get(node.id)!.getBoundingClientRect();
      onMenu(node, left, bottom);
    } else if (isDirection(event.key)) {
      const next = neighbor(nodes, node, event.key);
      if (next) elements.current.get(next.id)?.focus();
    } else return;
    event.preventDefault();
  };
  const nodeOf = (node: DrawnNode) => (
    <Node
      key={node.id}
      node={node}
      live={states !== undefined}
      state={states?.[node.id]}
      selected={node.id === selected}
      tabIndex={node.id === current?.id ? 0 : -1}
      elements={elements.current}
      onSelect={onSelect}
      onMenu={onMenu}
      onFocus={setFocused}
      onKeyDown={onKeyDown}
    />
  );
  const takenOf = ({ id }: DrawnEdge): Taken => {
    const times = taken?.[id] ?? 0;
    if (times > 0) return { how: "taken", times };
    return perhaps?.[id] ? { how: "perhaps", times: perhaps[id] } : { how: "not", times };
  };
  // What was taken is drawn over what was not.
  const edges = [...drawing.edges].sort((a, b) => Math.sign(takenOf(a).times) - Math.sign(takenOf(b).times));
  return (
    <div class="graph">
      <div class="zoom" role="group" aria-label="Zoom">
        <button
          type="button"
          class="small"
          aria-label="Smaller"
          onClick={() => setZoom(clampScale(scale / ZOOM_STEP))}
        >
          −
        </button>
        <span class="quiet">{Math.round(scale * 100)} %</span>
        <button
          type="button"
          class="small"
          aria-label="Larger"
          onClick={() => setZoom(clampScale(scale * ZOOM_STEP))}
        >
          +
        </button>
        <button
          type="button"
          class="small"
          aria-pressed={zoom === "fit"}
          onClick={() => setZoom(zoom === "fit" ? undefined : "fit")}
        >
          Fit
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div class="graph-room" role="group" aria-label="Graph" tabIndex={0} ref={room}>
        <svg
          class={states ? "live" : ""}
          width={drawing.width * scale}
          height={drawing.height * scale}
          viewBox={`0 0 ${drawing.width} ${drawing.height}`}
          role="group"
          aria-label={`${label}. Arrow keys move between states, Enter chooses one, Shift+F10 opens its menu.`}
        >
          <Markers id={arrow} />
          {drawing.nodes.filter(({ container }) => container).map(nodeOf)}
          {edges.map((edge) => (
            <Edge key={edge.id} edge={edge} taken={takenOf(edge)} marker={arrow} />
          ))}
          {drawing.nodes.filter(({ container }) => !container).map(nodeOf)}
          {drawing.edges.map((edge) => (
            <EdgeLabel key={edge.id} edge={edge} taken={takenOf(edge)} />
          ))}
        </svg>
      </div>
    </div>
  );
}
