import { type DrawnEdge, pathOf, textOfLabel } from "../../../diagram/shapes";

const TONES = ["line", "taken", "catch"] as const;

/** The heads of the arrows; a marker has not the color of its line. */
export function Markers({ id }: { id: string }) {
  return (
    <defs>
      {TONES.map((tone) => (
        <marker
          key={tone}
          id={`${id}-${tone}`}
          viewBox="0 0 8 8"
          refX="7.5"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path class={`head ${tone}`} d="M0 0.5L8 4L0 7.5Z" />
        </marker>
      ))}
    </defs>
  );
}

/** Whether a transition was taken, and how often. */
export interface Taken {
  /** `perhaps`: it or another one between the same states, the history does not tell which. */
  how: "taken" | "perhaps" | "not";
  times: number;
}

export function Edge({ edge, taken: { how }, marker }: { edge: DrawnEdge; taken: Taken; marker: string }) {
  const tone = how !== "not" ? "taken" : edge.kind === "catch" ? "catch" : "line";
  return (
    <path
      class={`edge ${edge.kind} ${how === "not" ? "" : how}`}
      d={pathOf(edge.points)}
      marker-end={`url(#${marker}-${tone})`}
    />
  );
}

export function EdgeLabel({ edge: { label, title = "" }, taken }: { edge: DrawnEdge; taken: Taken }) {
  if (!label) return null;
  const { x, y, width, height } = label;
  const note = noteOf(taken);
  return (
    <g class={`label ${taken.how === "not" ? "" : taken.how}`}>
      <title>{note ? `${title} (${note})` : title}</title>
      <rect x={x} y={y} width={width} height={height} />
      <text>
        {textOfLabel(label).map((line) => (
          <tspan key={line.y} x={line.x} y={line.y}>
            {line.text}
          </tspan>
        ))}
      </text>
    </g>
  );
}

function noteOf({ how, times }: Taken): string | undefined {
  if (how === "perhaps")
    return "this or another one to the same state was taken: histories do not tell which";
  return times > 1 ? `taken ${times} times` : undefined;
}
