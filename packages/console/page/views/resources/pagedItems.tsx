import type { ItemsView } from "../../../api";
import { read } from "../../data/requests";
import { usePages } from "../../data/usePages";
import { plural } from "../../logic/format";
import { pageQuery } from "../../logic/routes";
import { ItemList } from "./itemList";

/** The items of a table, or what a topic published: requested in pages, as they come into view. */
export function PagedItems({ path, name, noun }: { path: "table" | "topic"; name: string; noun: string }) {
  const { pages, ready, error, show, reload } = usePages<ItemsView["items"][number]>(
    `${path} ${name}`,
    async (offset, signal) => {
      const { items, total } = await read(path, pageQuery({ name }, offset), signal);
      return { rows: items, total };
    },
  );
  return (
    <>
      <p>
        <span role="status">{ready ? plural(pages.total, noun) : "Loading …"}</span>{" "}
        <button type="button" class="small" onClick={() => void reload()}>
          Reload
        </button>
      </p>
      {error && (
        <p class="problem" role="alert">
          {error}
        </p>
      )}
      {pages.total > 0 && (
        <ItemList
          label={`${noun}s of ${name}`}
          total={pages.total}
          item={(index) => pages.rows.get(index)}
          onWindow={show}
        />
      )}
    </>
  );
}
