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

export function Edge({ edge, times, marker }: { edge: DrawnEdge; times: number; marker: string }) {
  const tone = times > 0 ? "taken" : edge.kind === "catch" ? "catch" : "line";
  return (
    <path
      class={`edge ${edge.kind} ${times > 0 ? "taken" : ""}`}
      d={pathOf(edge.points)}
      marker-end={`url(#${marker}-${tone})`}
    />
  );
}

export function EdgeLabel({ edge: { label, title = "" }, times }: { edge: DrawnEdge; times: number }) {
  if (!label) return null;
  const { x, y, width, height } = label;
  return (
    <g class={`label ${times > 0 ? "taken" : ""}`}>
      <title>{times > 1 ? `${title} (taken ${times} times)` : title}</title>
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
