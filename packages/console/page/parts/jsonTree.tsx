import { useMemo, useState } from "preact/hooks";
import { summary } from "../logic/json";
import { openAtFirst, rowsOf, type Tree, type TreeRow } from "../logic/jsonTree";
import { LongText } from "./longText";
import { type RowAttributes, Rows } from "./rows";

const ROW_HEIGHT = 22;

/** What a row shows of a value; the rest of a text is below the tree. */
const MOST_CHARACTERS = 160;

const CHANGES = {
  added: { symbol: "+", text: "added" },
  removed: { symbol: "−", text: "removed" },
  changed: { symbol: "~", text: "changed" },
};

/** A JSON value as a tree that is folded and unfolded by mouse or keyboard; of a large one only what is in view is in the page. */
export function JsonTree({ tree, label }: { tree: Tree; label: string }) {
  const [folds, setFolds] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [active, setActive] = useState(0);
  const opened = useMemo(() => openAtFirst(tree), [tree]);
  const rows = useMemo(() => rowsOf(tree, opened, folds), [tree, opened, folds]);
  const at = Math.min(active, rows.length - 1);
  const current = rows[at]!;

  const fold = (row: TreeRow, open: boolean) => {
    if (row.size) setFolds(new Map(folds).set(row.path, open));
  };
  const onKey = (key: string, index: number): boolean => {
    const row = rows[index]!;
    if (key === "ArrowRight") row.size && row.open ? setActive(index + 1) : fold(row, true);
    else if (key === "ArrowLeft") row.open ? fold(row, false) : setActive(parentOf(rows, index));
    else return false;
    return true;
  };
  return (
    <>
      <Rows
        label={label}
        role="tree"
        count={rows.length}
        rowHeight={ROW_HEIGHT}
        active={at}
        onActive={setActive}
        onEnter={(index) => fold(rows[index]!, !rows[index]!.open)}
        onKey={onKey}
        grows
        row={(index, attributes) => (
          <TreeItem
            key={rows[index]!.path}
            row={rows[index]!}
            selected={index === at}
            attributes={attributes}
            onClick={() => {
              setActive(index);
              fold(rows[index]!, !rows[index]!.open);
            }}
          />
        )}
      />
      {typeof current.value === "string" && current.value.length > 60 && (
        <LongText
          key={current.path}
          text={current.value}
          label={`The whole text of ${current.key || label}`}
        />
      )}
    </>
  );
}

function TreeItem(props: { row: TreeRow; selected: boolean; attributes: RowAttributes; onClick(): void }) {
  const { row, selected, attributes, onClick } = props;
  const change = row.change && CHANGES[row.change];
  return (
    <div
      {...attributes}
      class={`${attributes.class} tree-row ${row.change ?? ""}`}
      role="treeitem"
      tabIndex={-1}
      aria-level={row.depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={row.size ? row.open : undefined}
      aria-selected={selected}
      onClick={onClick}
    >
      <span class="indent" style={{ width: `${row.depth * 14}px` }} />
      <span class="fold" aria-hidden="true">
        {row.size ? (row.open ? "▾" : "▸") : ""}
      </span>
      {change && (
        <span class="change">
          <span aria-hidden="true">{change.symbol}</span>
          <span class="hidden-text">{change.text}</span>
        </span>
      )}
      {row.key !== "" && <span class="key">{row.key}:</span>}
      {row.before !== undefined && (
        <>
          <del class={classOf(row.before)}>{summary(row.before, MOST_CHARACTERS)}</del>
          <span aria-hidden="true">→</span>
        </>
      )}
      {!row.open && <span class={classOf(row.value)}>{summary(row.value, MOST_CHARACTERS)}</span>}
      {row.open && (
        <span class="value-container">{Array.isArray(row.value) ? `[${row.size}]` : `{${row.size}}`}</span>
      )}
    </div>
  );
}

const classOf = (value: unknown): string =>
  typeof value === "string"
    ? "value-string"
    : typeof value === "object" && value !== null
      ? "value-container"
      : "value-other";

function parentOf(rows: readonly TreeRow[], index: number): number {
  const depth = rows[index]!.depth;
  for (let at = index - 1; at >= 0; at--) if (rows[at]!.depth < depth) return at;
  return index;
}
