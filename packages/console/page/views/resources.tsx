import { useState } from "preact/hooks";
import { useConsole } from "../data/context";
import { formatRoute, type ResourceKind } from "../logic/routes";
import { FunctionLogs } from "./resources/functionLogs";
import { Items } from "./resources/items";
import { PagedItems } from "./resources/pagedItems";
import { Queue } from "./resources/queue";

const TITLES: Record<ResourceKind, string> = {
  tables: "Tables",
  queues: "Queues",
  buckets: "Buckets",
  topics: "Topics",
  logs: "Logs of functions",
};

interface Entry {
  /** In the address. */
  name: string;
  title: string;
  note?: string;
}

/** The resources of a kind, and what is in the chosen one. */
export function Resources({ kind, name }: { kind: ResourceKind; name: string | undefined }) {
  const entries = useEntries(kind);
  const [wanted, setWanted] = useState("");
  const shown = entries.filter((entry) => entry.title.toLowerCase().includes(wanted.toLowerCase()));
  const chosen = entries.find((entry) => entry.name === (name ?? entries[0]?.name));
  return (
    <>
      <h1>{TITLES[kind]}</h1>
      <div class="resources">
        <nav aria-label={TITLES[kind]}>
          {entries.length > 12 && (
            <input
              type="search"
              aria-label="Filter by name"
              placeholder="Filter by name"
              value={wanted}
              onInput={(event) => setWanted(event.currentTarget.value)}
            />
          )}
          <ul>
            {shown.map((entry) => (
              <li key={entry.name}>
                <a
                  href={formatRoute({ view: "resource", kind, name: entry.name })}
                  aria-current={entry === chosen ? "page" : undefined}
                >
                  {entry.title}
                </a>
                {entry.note && <span class="quiet"> {entry.note}</span>}
              </li>
            ))}
          </ul>
          {entries.length === 0 && <p class="quiet">The program has none.</p>}
        </nav>
        {chosen ? (
          <section class="resource" aria-label={chosen.title}>
            <h2>{chosen.title}</h2>
            {chosen.title !== chosen.name && <p class="quiet code">{chosen.name}</p>}
            <Contents key={chosen.name} kind={kind} name={chosen.name} />
          </section>
        ) : (
          name && <p>There is no {name}.</p>
        )}
      </div>
    </>
  );
}

function useEntries(kind: ResourceKind): Entry[] {
  const { stack } = useConsole();
  switch (kind) {
    case "queues":
      return stack.queues.map(({ name, title, messages, deadLettersOf }) => ({
        name,
        title,
        note: [messages > 0 && `(${messages})`, deadLettersOf.length > 0 && "dead letters"]
          .filter(Boolean)
          .join(" "),
      }));
    case "logs":
      return stack.functions.map(({ arn, title }) => ({ name: arn, title }));
    default:
      return stack[kind];
  }
}

function Contents({ kind, name }: { kind: ResourceKind; name: string }) {
  switch (kind) {
    case "tables":
      return <PagedItems path="table" name={name} noun="item" />;
    case "topics":
      return <PagedItems path="topic" name={name} noun="publication" />;
    case "buckets":
      return <Items path="bucket" name={name} noun="object" />;
    case "queues":
      return <Queue name={name} />;
    case "logs":
      return <FunctionLogs arn={name} />;
  }
}
