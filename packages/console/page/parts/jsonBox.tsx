import { useMemo, useState } from "preact/hooks";
import { bytes, sizeOf } from "../logic/format";
import { indented, parseJson } from "../logic/json";
import { comparedTreeOf, treeOf } from "../logic/jsonTree";
import { CopyButton } from "./copyButton";
import { JsonTree } from "./jsonTree";
import { LongText } from "./longText";

/**
 * A JSON text under a heading: as a tree or as text, to copy.
 *
 * @param before the text that it can be compared with
 * @param beforeName what that is, in words: "the state before"
 */
export function JsonBox(props: {
  title: string;
  json: string;
  before?: string;
  beforeName?: string;
  compare?: boolean;
}) {
  const { title, json, before, beforeName = "before", compare = false } = props;
  const [raw, setRaw] = useState(false);
  const [compared, setCompared] = useState(compare);
  const comparing = compared && before !== undefined;
  const tree = useMemo(
    () => (comparing ? comparedTreeOf(parseJson(before), parseJson(json)) : treeOf(parseJson(json))),
    [json, before, comparing],
  );
  const size = useMemo(() => bytes(sizeOf(json)), [json]);
  const label = title.toLowerCase();
  return (
    <div class="json-box">
      <header>
        <h3>{title}</h3>
        <span class="quiet">{size}</span>
        {before !== undefined && !raw && (
          <button
            type="button"
            class="small"
            aria-pressed={comparing}
            onClick={() => setCompared(!comparing)}
          >
            Compare with {beforeName}
          </button>
        )}
        <button type="button" class="small" aria-pressed={raw} onClick={() => setRaw(!raw)}>
          Text
        </button>
        <CopyButton text={json} what={`the ${label}`} />
      </header>
      {raw ? <LongText text={indented(json)} label={title} /> : <JsonTree tree={tree} label={title} />}
    </div>
  );
}
