import { useState } from "preact/hooks";
import type { ItemsView } from "../../../api";
import { parseJson, summary } from "../../logic/json";
import type { RowWindow } from "../../logic/windowing";
import { JsonBox } from "../../parts/jsonBox";
import { Option } from "../../parts/option";
import { Rows } from "../../parts/rows";

const ROW_HEIGHT = 26;

type Item = ItemsView["items"][number];

/** Items in one line each, and the chosen one as a tree. */
export function ItemList(props: {
  label: string;
  total: number;
  item(index: number): Item | undefined;
  onWindow?(window: RowWindow): void;
}) {
  const { label, total, item, onWindow } = props;
  const [active, setActive] = useState(0);
  const at = Math.min(active, Math.max(0, total - 1));
  const chosen = item(at);
  return (
    <div class="split">
      <Rows
        label={label}
        role="listbox"
        count={total}
        rowHeight={ROW_HEIGHT}
        active={at}
        onActive={setActive}
        onWindow={onWindow}
        row={(index, attributes) => {
          const each = item(index);
          return (
            <Option
              key={index}
              attributes={attributes}
              class="item-row code"
              index={index}
              count={total}
              selected={index === at}
              onClick={() => setActive(index)}
            >
              {each ? lineOf(each) : "…"}
            </Option>
          );
        }}
      />
      <div class="state-panel">
        {chosen && <JsonBox key={chosen.id} title={titleOf(chosen)} json={chosen.json} />}
      </div>
    </div>
  );
}

/** The first members, with their values. */
function lineOf({ id, json }: Item): string {
  const value = parseJson(json);
  if (typeof value !== "object" || value === null) return summary(value);
  const members = Object.entries(value).slice(0, 8);
  const line = members.map(([name, each]) => `${name} ${shownValue(each)}`).join("  ");
  return /^\d+$/.test(id) ? line : `${id}  ${line}`;
}

/** DynamoDB's values name their type: `{"S": "text"}`. */
function shownValue(value: unknown): string {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const [[type, inner] = []] = entries;
  if (entries.length === 1 && type === "N") return String(inner);
  if (entries.length === 1 && (type === "S" || type === "BOOL")) return summary(inner, 40);
  return summary(value, 40);
}

const titleOf = ({ id }: Item): string => (/^\d+$/.test(id) ? `Number ${Number(id) + 1}` : id);
