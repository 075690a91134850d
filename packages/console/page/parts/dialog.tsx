import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";

/**
 * A form in a modal dialog. The browser keeps the focus in it, and gives it back when it closes.
 *
 * @param onSubmit resolves when it is done, which closes the dialog; what it rejects with is shown in it
 */
export function Dialog(props: {
  title: string;
  submit: string;
  danger?: boolean;
  onSubmit(): Promise<void>;
  onClose(): void;
  children: ComponentChildren;
}) {
  const { title, submit, danger, onSubmit, onClose, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const id = useId();
  useLayoutEffect(() => dialog.current!.showModal(), []);

  const send = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await onSubmit();
      dialog.current?.close();
    } catch (failure) {
      setError((failure as Error).message);
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <form onSubmit={(event) => void send(event)}>
        <h2 id={id}>{title}</h2>
        {children}
        {error && (
          <p class="problem" role="alert">
            {error}
          </p>
        )}
        <div class="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" class={danger ? "danger" : "primary"} disabled={busy}>
            {submit}
          </button>
        </div>
      </form>
    </dialog>
  );
}
