import { useContext, useEffect, useMemo, useState } from "preact/hooks";
import type { ExecutionRow } from "../../api";
import { LiveContext, useConsole } from "../data/context";
import { EVERYTHING } from "../data/live";
import { read } from "../data/requests";
import { useNow } from "../data/useClock";
import { usePages } from "../data/usePages";
import { TIMERS } from "../data/useServer";
import { withChanges } from "../logic/executionRows";
import { count, dateTime, duration, nameOfArn } from "../logic/format";
import type { Pages } from "../logic/pages";
import { Refetch } from "../logic/refetch";
import { type ExecutionFilter, executionHref, pageQuery, queryOf } from "../logic/routes";
import { type RowAttributes, Rows } from "../parts/rows";
import { StatusBadge } from "../parts/status";
import { Filters } from "./executions/filters";

const ROW_HEIGHT = 32;

/** Between requests for what live events do not tell. */
const RELOAD_SPACING_MS = 250;

/** Between requests for the number of executions, of which the stack forgets the oldest. */
const COUNT_SPACING_MS = 5000;

/** The executions that match a filter, the latest first. */
export function Executions({ filter }: { filter: ExecutionFilter }) {
  const { clock, go } = useConsole();
  const query = queryOf({ ...filter });
  const loaded = usePages<ExecutionRow>(query, (offset, signal) =>
    read("executions", pageQuery({ ...filter }, offset), signal),
  );
  const { pages, ready, error } = loaded;
  useLiveRows(query, filter, loaded);
  const { active, setActive } = useActiveRow(query, pages);
  const now = useNow(clock);
  const open = (index: number) => {
    const row = pages.rows.get(index);
    if (row) go({ view: "execution", arn: row.arn, tab: "graph", iterations: {} });
  };
  return (
    <>
      <div class="title-line">
        <h1>Executions</h1>
        <span class="quiet" role="status">
          {ready && `${count(pages.total)} found`}
        </span>
      </div>
      <Filters filter={filter} />
      {filter.mapRun && (
        <p>
          Of the Map Run <code>{nameOfArn(filter.mapRun)}</code>. <a href="#/executions">All executions</a>
        </p>
      )}
      {error && (
        <p class="problem" role="alert">
          {error}
        </p>
      )}
      <Rows
        key={query}
        label="Executions"
        role="grid"
        count={pages.total}
        rowHeight={ROW_HEIGHT}
        active={active}
        onActive={setActive}
        onEnter={open}
        onWindow={loaded.show}
        inserted={pages.inserted}
        header={<Columns />}
        row={(index, attributes) => (
          <Row
            key={index}
            index={index}
            row={pages.rows.get(index)}
            now={now}
            attributes={attributes}
            onClick={() => setActive(index)}
          />
        )}
      />
      {ready && pages.total === 0 && <p class="quiet empty">No execution matches.</p>}
    </>
  );
}

function Columns() {
  return (
    <div class="row columns execution-row" role="row" aria-rowindex={1}>
      {["Status", "State machine", "Name", "Started", "Duration", "Error"].map((text) => (
        <span key={text} role="columnheader">
          {text}
        </span>
      ))}
    </div>
  );
}

function Row(props: {
  index: number;
  row: ExecutionRow | undefined;
  now: number;
  attributes: RowAttributes;
  onClick(): void;
}) {
  const { index, row, now, attributes, onClick } = props;
  const { class: classes, ...rest } = attributes;
  const place = {
    ...rest,
    role: "row" as const,
    tabIndex: -1,
    "aria-rowindex": index + 2,
    class: `${classes} execution-row`,
  };
  if (!row)
    return (
      <div {...place}>
        <span role="gridcell" class="quiet">
          …
        </span>
      </div>
    );
  const { arn, name, title, status, startedAt, endedAt, redriveCount, error } = row;
  return (
    <div {...place} onClick={onClick}>
      <span role="gridcell">
        <StatusBadge status={status} />
      </span>
      <span role="gridcell">{title}</span>
      <span role="gridcell">
        <a href={executionHref(arn)} tabIndex={-1}>
          {name}
        </a>
        {redriveCount > 0 && <span class="quiet"> redriven ×{redriveCount}</span>}
      </span>
      <span role="gridcell">{dateTime(startedAt)}</span>
      <span role="gridcell">{duration((endedAt ?? now) - startedAt)}</span>
      <span role="gridcell" class="error-name">
        {error}
      </span>
    </div>
  );
}

/** The row that keys act on: the same execution, wherever others that start or end move it. */
function useActiveRow(query: string, pages: Pages<ExecutionRow>) {
  const [chosen, choose] = useState<{ query: string; index: number; arn: string | undefined }>();
  const setActive = (index: number) => choose({ query, index, arn: pages.rows.get(index)?.arn });
  if (chosen?.query !== query) return { active: 0, setActive };
  const { index, arn } = chosen;
  const isThere = arn === undefined || pages.rows.get(index)?.arn === arn;
  const moved = isThere ? undefined : [...pages.rows].find(([, row]) => row.arn === arn)?.[0];
  return { active: Math.min(moved ?? index, Math.max(0, pages.total - 1)), setActive };
}

/** Puts what live events tell into the rows, and requests them again where that is not enough. */
function useLiveRows(
  query: string,
  filter: ExecutionFilter,
  { change, reload }: ReturnType<typeof usePages<ExecutionRow>>,
): void {
  const live = useContext(LiveContext);
  const given = useMemo(() => filter, [query]);
  useEffect(() => {
    const again = new Refetch(reload, RELOAD_SPACING_MS, TIMERS);
    const recount = new Refetch(reload, COUNT_SPACING_MS, TIMERS);
    const unsubscribe = live?.subscribe((event) => {
      let stale = event === EVERYTHING || event.stack;
      if (event.executions.length > 0)
        change((pages) => {
          const next = withChanges(pages, event.executions, given);
          stale ||= next.stale;
          if (next.pages.total !== pages.total) recount.trigger();
          return next.pages;
        });
      if (stale) again.trigger();
    });
    return () => {
      unsubscribe?.();
      again.close();
      recount.close();
    };
  }, [live, given, change, reload]);
}
