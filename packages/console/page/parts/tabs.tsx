import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";

/** One of several panels, chosen by its tab; arrow keys move between tabs. */
export function Tabs<Name extends string>(props: {
  label: string;
  tabs: readonly { name: Name; text: string }[];
  chosen: Name;
  onChoose(name: Name): void;
  children: ComponentChildren;
}) {
  const { label, tabs, chosen, onChoose, children } = props;
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex(({ name }) => name === chosen);
    const moves: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = tabs.at(to % tabs.length)!;
    onChoose(tab.name);
    (list.current!.children[tabs.indexOf(tab)] as HTMLElement).focus();
  };
  return (
    <div class="tabs">
      <div role="tablist" aria-label={label} tabIndex={-1} ref={list} onKeyDown={onKeyDown}>
        {tabs.map(({ name, text }) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            aria-selected={name === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={name === chosen ? 0 : -1}
            onClick={() => onChoose(name)}
          >
            {text}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${chosen}`} class="panel">
        <h2 class="hidden-text">{tabs.find(({ name }) => name === chosen)?.text}</h2>
        {children}
      </div>
    </div>
  );
}
