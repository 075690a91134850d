import { useState } from "preact/hooks";
import type { LogLineView } from "../../../api";
import { timeOfDay } from "../../logic/format";
import { LongText } from "../../parts/longText";
import { Option } from "../../parts/option";
import { Rows } from "../../parts/rows";

const ROW_HEIGHT = 20;

/**
 * Lines that a function printed; the chosen one is shown whole.
 *
 * @param grows whether the list is only as high as its lines
 */
export function LogLines(props: { lines: LogLineView[]; label: string; grows?: boolean; follow?: boolean }) {
  const { lines, label, grows = true, follow } = props;
  const [chosen, setChosen] = useState<number>();
  const line = chosen === undefined ? undefined : lines[chosen];
  return (
    <section aria-label={label} class={grows ? "log" : "log tall"}>
      <h3>{label}</h3>
      <Rows
        label={label}
        role="listbox"
        count={lines.length}
        rowHeight={ROW_HEIGHT}
        active={Math.min(chosen ?? lines.length - 1, lines.length - 1)}
        onActive={setChosen}
        grows={grows}
        follow={follow}
        row={(index, attributes) => (
          <Option
            key={index}
            attributes={attributes}
            class="code"
            index={index}
            count={lines.length}
            selected={index === chosen}
            onClick={() => setChosen(index)}
          >
            <span class="quiet">{timeOfDay(lines[index]!.time)}</span> {lines[index]!.message}
          </Option>
        )}
      />
      {line && <LongText key={chosen} text={line.message} label="The whole line" />}
    </section>
  );
}
