import { useState } from "preact/hooks";
import type { ExecutionView } from "../../../api";
import { count } from "../../logic/format";
import { indexOf, step } from "../../logic/iterations";
import { textOf } from "../../parts/field";

/** For each Map, which of its iterations the graph shows. */
export function IterationPickers(props: {
  execution: ExecutionView;
  onPick(id: string, index: number): void;
}) {
  const { execution, onPick } = props;
  const maps = Object.entries(execution.maps).filter(([, { iterations }]) => iterations > 0);
  if (maps.length === 0) return null;
  return (
    <div class="pickers">
      {maps.map(([id, map]) => (
        <Picker
          key={id}
          name={execution.drawing.nodes.find((node) => node.id === id)?.name ?? id}
          map={map}
          onPick={(index) => onPick(id, index)}
        />
      ))}
    </div>
  );
}

function Picker(props: { name: string; map: ExecutionView["maps"][string]; onPick(index: number): void }) {
  const { name, map, onPick } = props;
  const { iterations, shown, failed } = map;
  const [onlyFailed, setOnlyFailed] = useState(false);
  const [wrong, setWrong] = useState(false);
  const button = (by: 1 | -1) => {
    const next = step(shown, by, map, onlyFailed);
    return (
      <button
        type="button"
        class="small"
        aria-label={`${by === 1 ? "Next" : "Previous"} iteration`}
        disabled={next === undefined}
        onClick={() => next !== undefined && onPick(next)}
      >
        {by === 1 ? "▶" : "◀"}
      </button>
    );
  };
  return (
    <fieldset class="picker">
      <legend class="hidden-text">Iteration of {name}</legend>
      <strong>{name}</strong> {button(-1)}
      <label>
        iteration{" "}
        <input
          key={shown}
          type="text"
          inputMode="numeric"
          size={6}
          defaultValue={String(shown)}
          aria-invalid={wrong}
          onChange={(event) => {
            const index = indexOf(textOf(event), iterations);
            setWrong(index === undefined);
            if (index !== undefined) onPick(index);
          }}
        />
      </label>{" "}
      of {count(iterations)} {button(1)}
      {failed.length > 0 && (
        <label>
          <input type="checkbox" checked={onlyFailed} onChange={() => setOnlyFailed(!onlyFailed)} /> only the{" "}
          {count(failed.length)} that failed
        </label>
      )}
      {wrong && (
        <span class="problem" role="alert">
          Allowed: 0 to {iterations - 1}
        </span>
      )}
    </fieldset>
  );
}
