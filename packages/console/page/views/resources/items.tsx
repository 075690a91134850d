import { never, useServer } from "../../data/useServer";
import { plural } from "../../logic/format";
import { queryOf } from "../../logic/routes";
import { Waiting } from "../../parts/messages";
import { ItemList } from "./itemList";

/** What a bucket has, requested at once. */
export function Items({ path, name, noun }: { path: "bucket"; name: string; noun: string }) {
  const loaded = useServer(path, queryOf({ name }), never);
  const { data, reload } = loaded;
  return (
    <>
      <p>
        <span role="status">{data && plural(data.total, noun)}</span>{" "}
        <button type="button" class="small" onClick={reload}>
          Reload
        </button>
      </p>
      <Waiting loaded={loaded} what={`${noun}s`} />
      {data && data.items.length > 0 && (
        <ItemList
          label={`${noun}s of ${name}`}
          total={data.items.length}
          item={(index) => data.items[index]}
        />
      )}
    </>
  );
}
