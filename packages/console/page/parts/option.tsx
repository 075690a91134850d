import type { ComponentChildren } from "preact";
import type { RowAttributes } from "./rows";

/** A row of a list from which one is chosen. */
export function Option(props: {
  attributes: RowAttributes;
  index: number;
  count: number;
  selected: boolean;
  class: string;
  /** Where its text does not say it all. */
  label?: string;
  onClick(): void;
  children: ComponentChildren;
}) {
  const { attributes, index, count, selected, label, onClick, children } = props;
  return (
    <div
      {...attributes}
      class={`${attributes.class} ${props.class}`}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      aria-posinset={index + 1}
      aria-setsize={count}
      aria-label={label}
      onClick={onClick}
    >
      {children}
    </div>
  );
}
