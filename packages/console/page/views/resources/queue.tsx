import { useState } from "preact/hooks";
import type { ItemsView } from "../../../api";
import { useConsole } from "../../data/context";
import { act, read } from "../../data/requests";
import { plural } from "../../logic/format";
import { queryOf } from "../../logic/routes";
import { ItemList } from "./itemList";

/** A queue. Its messages are read only when asked for, since SQS counts each look as a receive. */
export function Queue({ name }: { name: string }) {
  const { stack, say, fail } = useConsole();
  const [peeked, setPeeked] = useState<ItemsView>();
  const queue = stack.queues.find((each) => each.name === name);
  if (!queue) return null;
  const { messages, deadLettersOf } = queue;
  const attempt = (run: () => Promise<void>) => void run().catch(fail);
  const peek = async () => setPeeked(await read("queue", queryOf({ name })));
  const redrive = async () => {
    const { moved } = await act("queue/redrive", { name });
    setPeeked(undefined);
    say(`Moved ${plural(moved, "message")} back`);
  };
  return (
    <>
      <p role="status">
        {plural(messages, "message")}
        {deadLettersOf.length > 0 && `, dead letters of ${deadLettersOf.join(", ")}`}
      </p>
      <p class="actions start">
        <button type="button" onClick={() => attempt(peek)}>
          Peek
        </button>
        {deadLettersOf.length > 0 && (
          <button type="button" disabled={messages === 0} onClick={() => attempt(redrive)}>
            Move back to the source
          </button>
        )}
        <span class="quiet">Peek shows up to ten messages. To SQS, each look is a receive of them.</span>
      </p>
      {peeked && peeked.items.length === 0 && <p class="quiet">No message is visible.</p>}
      {peeked && peeked.items.length > 0 && (
        <ItemList
          label={`Messages of ${name}`}
          total={peeked.items.length}
          item={(index) => peeked.items[index]}
        />
      )}
    </>
  );
}
