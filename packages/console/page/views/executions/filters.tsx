import { useEffect, useState } from "preact/hooks";
import { useConsole } from "../../data/context";
import { fromInputTime, toInputTime } from "../../logic/format";
import type { ExecutionFilter } from "../../logic/routes";
import { lookOfStatus, STATUSES } from "../../logic/statuses";
import { Field, textOf } from "../../parts/field";

/** Choices apply at once; texts on Enter or when the focus leaves them. */
export function Filters({ filter }: { filter: ExecutionFilter }) {
  const { stack, go } = useConsole();
  const [name, setName] = useState(filter.name ?? "");
  useEffect(() => setName(filter.name ?? ""), [filter.name]);
  const apply = (change: Partial<ExecutionFilter>) => {
    const next = { ...filter, name: name || undefined, ...change };
    if (JSON.stringify(next) !== JSON.stringify({ ...filter, name: filter.name || undefined }))
      go({ view: "executions", filter: next }, true);
  };
  return (
    <form
      class="filters"
      aria-label="Filter"
      onSubmit={(event) => {
        event.preventDefault();
        apply({});
      }}
    >
      <Field label="State machine">
        <select
          value={filter.machine ?? ""}
          onChange={(event) => apply({ machine: textOf(event) || undefined })}
        >
          <option value="">All</option>
          {stack.machines.map(({ arn, title }) => (
            <option key={arn} value={arn}>
              {title}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Status">
        <select
          value={filter.status ?? ""}
          onChange={(event) => apply({ status: textOf(event) || undefined })}
        >
          <option value="">All</option>
          {STATUSES.map((status) => (
            <option key={status} value={status}>
              {lookOfStatus(status).text}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Name contains">
        <input
          type="search"
          value={name}
          onInput={(event) => setName(textOf(event))}
          onChange={() => apply({})}
        />
      </Field>
      {(["from", "to"] as const).map((side) => (
        <Field key={side} label={side === "from" ? "Started from" : "Started until"}>
          <input
            type="datetime-local"
            step={1}
            value={toInputTime(filter[side])}
            onChange={(event) => apply({ [side]: fromInputTime(textOf(event)) })}
          />
        </Field>
      ))}
      <button type="button" onClick={() => go({ view: "executions", filter: {} }, true)}>
        Clear
      </button>
    </form>
  );
}
