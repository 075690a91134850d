import { useContext, useEffect, useState } from "preact/hooks";
import type { ExecutionView, HistoryPage } from "../../../api";
import { LiveContext } from "../../data/context";
import { EVERYTHING } from "../../data/live";
import { read } from "../../data/requests";
import { usePages } from "../../data/usePages";
import { TIMERS } from "../../data/useServer";
import { duration, timeOfDay } from "../../logic/format";
import { concerns } from "../../logic/liveStack";
import { Refetch } from "../../logic/refetch";
import { pageQuery } from "../../logic/routes";
import { JsonBox } from "../../parts/jsonBox";
import { Option } from "../../parts/option";
import { Rows } from "../../parts/rows";

const ROW_HEIGHT = 26;
const RELOAD_SPACING_MS = 250;

/** The history of an execution, and the chosen event as JSON. */
export function Events({ execution: { arn, startedAt } }: { execution: ExecutionView }) {
  const live = useContext(LiveContext);
  const { pages, error, show, reload } = usePages<HistoryPage["events"][number]>(
    arn,
    async (offset, signal) => {
      const { events, total } = await read("history", pageQuery({ arn }, offset), signal);
      return { rows: events, total };
    },
  );
  const [active, setActive] = useState(0);
  useEffect(() => {
    const again = new Refetch(reload, RELOAD_SPACING_MS, TIMERS);
    const arns = new Set([arn]);
    const unsubscribe = live?.subscribe((event) => {
      if (event === EVERYTHING || concerns(event, arns)) again.trigger();
    });
    return () => {
      unsubscribe?.();
      again.close();
    };
  }, [live, arn, reload]);
  const event = pages.rows.get(active);
  return (
    <>
      {error && (
        <p class="problem" role="alert">
          {error}
        </p>
      )}
      <div class="split">
        <Rows
          label="Events"
          role="listbox"
          count={pages.total}
          rowHeight={ROW_HEIGHT}
          active={Math.min(active, Math.max(0, pages.total - 1))}
          onActive={setActive}
          onWindow={show}
          row={(index, attributes) => {
            const each = pages.rows.get(index);
            return (
              <Option
                key={index}
                attributes={attributes}
                class="event-row"
                index={index}
                count={pages.total}
                selected={index === active}
                onClick={() => setActive(index)}
              >
                <span class="quiet">{each?.id ?? index + 1}</span>
                <span>{each?.type ?? "…"}</span>
                <span>{each?.state}</span>
                <span class="quiet" title={each && timeOfDay(each.time)}>
                  {each && `+${duration(each.time - startedAt)}`}
                </span>
              </Option>
            );
          }}
        />
        <div class="state-panel">
          {event && <JsonBox key={event.id} title={event.type} json={event.json} />}
        </div>
      </div>
    </>
  );
}
