import { useMemo, useState } from "preact/hooks";
import type { ExecutionView, TimelineRow, TimelineView } from "../../../api";
import type { HeardClock } from "../../data/context";
import { useNow } from "../../data/useClock";
import { useServer } from "../../data/useServer";
import { duration } from "../../logic/format";
import { concerns } from "../../logic/liveStack";
import { queryOf } from "../../logic/routes";
import { lookOfState } from "../../logic/statuses";
import { type TimeScale, ticks, timeScale } from "../../logic/timeScale";
import { Waiting } from "../../parts/messages";
import { Option } from "../../parts/option";
import { type RowAttributes, Rows } from "../../parts/rows";

const ROW_HEIGHT = 26;

const NO_ROWS: TimelineView = { rows: [], cut: false };

const percent = (share: number) => `${Math.round(share * 10_000) / 100}%`;

/** When each state ran, on the stack's clock. */
export function Timeline(props: {
  execution: ExecutionView;
  /** The iterations that were picked, as JSON. */
  iterations: string | undefined;
  clock: HeardClock | undefined;
  selected: string | undefined;
  onSelect(id: string): void;
}) {
  const { execution, iterations, clock, selected, onSelect } = props;
  const { arn, startedAt, endedAt } = execution;
  const loaded = useServer("timeline", queryOf({ arn, iterations }), (event) =>
    concerns(event, new Set([arn])),
  );
  const { rows, cut } = loaded.data ?? NO_ROWS;
  const [shorten, setShorten] = useState(true);
  const [active, setActive] = useState(0);
  const now = useNow(clock);
  const end = endedAt ?? now;
  const scale = useMemo(() => timeScale(rows, startedAt, end, shorten), [rows, startedAt, end, shorten]);
  const skipped = rows.some((row) => row.skipped);
  const choose = (index: number) => {
    setActive(index);
    onSelect(rows[index]!.id);
  };
  if (!loaded.data) return <Waiting loaded={loaded} what="the timeline" />;
  return (
    <div class="timeline">
      {skipped && (
        <label>
          <input type="checkbox" checked={shorten} onChange={() => setShorten(!shorten)} /> shorten time that
          the clock skipped
        </label>
      )}
      <Rows
        label="Timeline"
        role="listbox"
        count={rows.length}
        rowHeight={ROW_HEIGHT}
        active={Math.min(active, Math.max(0, rows.length - 1))}
        onActive={setActive}
        onEnter={choose}
        header={<Axis scale={scale} />}
        row={(index, attributes) => (
          <Bar
            key={index}
            row={rows[index]!}
            index={index}
            count={rows.length}
            scale={scale}
            selected={rows[index]!.id === selected}
            attributes={attributes}
            onClick={() => choose(index)}
          />
        )}
      />
      {cut && <p class="quiet">Later states are left out. All are in the events.</p>}
    </div>
  );
}

function Axis({ scale }: { scale: TimeScale }) {
  const marks = ticks(scale)
    .map((time) => ({ time, text: duration(time - scale.start) }))
    .filter(({ text }, index, all) => text !== all[index - 1]?.text);
  return (
    <div class="row columns timeline-row" aria-hidden="true">
      <span />
      <span class="track">
        {marks.map(({ time, text }) => (
          <span key={time} class="tick" style={{ left: percent(scale.position(time)) }}>
            {text}
          </span>
        ))}
      </span>
    </div>
  );
}

function Bar(props: {
  row: TimelineRow;
  index: number;
  count: number;
  scale: TimeScale;
  selected: boolean;
  attributes: RowAttributes;
  onClick(): void;
}) {
  const { row, index, count, scale, selected, attributes, onClick } = props;
  const { state, type, iteration, startedAt, endedAt, status, skipped = 0 } = row;
  const look = lookOfState({ status, visits: 1 });
  const from = scale.position(startedAt);
  const to = scale.position(endedAt ?? scale.end);
  const skippedFrom = scale.position(Math.max(startedAt, (endedAt ?? scale.end) - skipped));
  const name = iteration === undefined ? state : `${state} [${iteration}]`;
  const took = endedAt === undefined ? look.text : duration(endedAt - startedAt);
  const told = skipped > 0 ? `${took}, ${duration(skipped)} skipped` : took;
  return (
    <Option
      attributes={attributes}
      class="timeline-row"
      index={index}
      count={count}
      selected={selected}
      label={`${name}, ${type}, ${look.text}, started after ${duration(startedAt - scale.start)}, ${told}`}
      onClick={onClick}
    >
      <span class="timeline-name" title={name}>
        <span class={`symbol tone-${look.tone}`}>{look.symbol}</span> {name}
      </span>
      <span class="track">
        <span
          class={`bar tone-${look.tone}`}
          style={{ left: percent(from), width: `max(3px, ${percent(to - from)})` }}
        />
        {skipped > 0 && (
          <span
            class="skipped-time"
            style={{ left: percent(skippedFrom), width: percent(to - skippedFrom) }}
          />
        )}
        <span class="bar-text" style={to > 0.7 ? { right: percent(1 - from) } : { left: percent(to) }}>
          {told}
        </span>
      </span>
    </Option>
  );
}
