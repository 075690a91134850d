import { useLayoutEffect, useRef } from "preact/hooks";

export interface MenuItem {
  text: string;
  run(): void;
}

/** A menu at a place of the window. It closes on a choice, Escape, or when the focus leaves it. */
export function Menu(props: { label: string; x: number; y: number; items: MenuItem[]; onClose(): void }) {
  const { label, x, y, items, onClose } = props;
  const menu = useRef<HTMLDivElement>(null);
  const opener = useRef(document.activeElement);
  useLayoutEffect(() => {
    const { style, offsetWidth, offsetHeight } = menu.current!;
    style.left = `${Math.max(0, Math.min(x, window.innerWidth - offsetWidth - 8))}px`;
    style.top = `${Math.max(0, Math.min(y, window.innerHeight - offsetHeight - 8))}px`;
    (menu.current!.firstElementChild as HTMLElement).focus();
  }, [x, y]);

  const back = () => {
    onClose();
    (opener.current as HTMLElement | SVGElement | null)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...menu.current!.children] as HTMLElement[];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: buttons.length - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) buttons.at(to % buttons.length)!.focus();
    else if (event.key === "Escape" || event.key === "Tab") back();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      class="menu"
      role="menu"
      aria-label={label}
      tabIndex={-1}
      ref={menu}
      onKeyDown={onKeyDown}
      onFocusOut={({ relatedTarget }) => {
        if (!menu.current?.contains(relatedTarget as Node | null)) onClose();
      }}
    >
      {items.map(({ text, run }) => (
        <button
          key={text}
          type="button"
          role="menuitem"
          tabIndex={-1}
          onClick={() => {
            back();
            run();
          }}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
