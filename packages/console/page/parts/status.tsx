import type { StateView, Status } from "../../api";
import { count } from "../logic/format";
import { lookOfState, lookOfStatus, STATUSES, type StatusLook } from "../logic/statuses";

function Badge({ look }: { look: StatusLook }) {
  return (
    <span class={`badge tone-${look.tone}`}>
      <span aria-hidden="true">{look.symbol}</span> {look.text}
    </span>
  );
}

/** The status of an execution or of a Map Run. */
export const StatusBadge = ({ status }: { status: string }) => <Badge look={lookOfStatus(status)} />;

export const StateBadge = ({ state }: { state: StateView | undefined }) => (
  <Badge look={lookOfState(state)} />
);

/** How many executions a state machine has of each status; each leads to their list. */
export function StatusCounts(props: {
  counts: Partial<Record<Status, number>>;
  href(status: Status): string;
}) {
  const present = STATUSES.filter((status) => props.counts[status]);
  if (present.length === 0) return <span class="quiet">no executions</span>;
  return (
    <span class="counts">
      {present.map((status) => {
        const look = lookOfStatus(status);
        return (
          <a key={status} class={`badge tone-${look.tone}`} href={props.href(status)} title={look.text}>
            <span aria-hidden="true">{look.symbol}</span> {count(props.counts[status]!)}{" "}
            <span class="status-word">{look.text.toLowerCase()}</span>
          </a>
        );
      })}
    </span>
  );
}
