import { useState } from "preact/hooks";
import type { FaultView } from "../../api";
import { useConsole } from "../data/context";
import { act } from "../data/requests";
import { FAULT_KINDS, type FaultForm, type FaultKind, faultRequest } from "../logic/faultForm";
import { Dialog } from "../parts/dialog";
import { Field, textOf } from "../parts/field";

/**
 * Adds a fault.
 *
 * @param states the Tasks to choose from, if they are known
 */
export function FaultDialog(props: {
  first: FaultForm;
  states?: readonly string[];
  onAdded?(faults: FaultView[]): void;
  onClose(): void;
}) {
  const { first, states, onAdded, onClose } = props;
  const { stack, say } = useConsole();
  const [form, setForm] = useState(first);
  const set = (name: keyof FaultForm) => (event: Event) => setForm({ ...form, [name]: textOf(event) });
  const add = async () => {
    const faults = await act("faults/add", faultRequest(form));
    onAdded?.(faults);
    say(`Added a fault for ${form.state}`);
  };
  return (
    <Dialog title="Add a fault" submit="Add" onSubmit={add} onClose={onClose}>
      <Field label="State machine">
        <select value={form.machine} onChange={set("machine")}>
          {stack.machines.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </Field>
      <Field label="State" hint="The name of a Task.">
        {states ? (
          <select value={form.state} onChange={set("state")}>
            {states.map((state) => (
              <option key={state} value={state}>
                {state}
              </option>
            ))}
          </select>
        ) : (
          <input type="text" value={form.state} onInput={set("state")} />
        )}
      </Field>
      <Field label="What happens">
        <select value={form.kind} onChange={set("kind")}>
          {(Object.keys(FAULT_KINDS) as FaultKind[]).map((kind) => (
            <option key={kind} value={kind}>
              {FAULT_KINDS[kind]}
            </option>
          ))}
        </select>
      </Field>
      <Details form={form} set={set} />
      <Field label="Attempts" hint="0 is the first run, 1-2 are the first two retries; empty for all.">
        <input type="text" value={form.attempts} onInput={set("attempts")} />
      </Field>
    </Dialog>
  );
}

function Details({ form, set }: { form: FaultForm; set(name: keyof FaultForm): (event: Event) => void }) {
  switch (form.kind) {
    case "error":
      return (
        <>
          <Field label="Error">
            <input type="text" value={form.error} onInput={set("error")} />
          </Field>
          <Field label="Cause (optional)">
            <input type="text" value={form.cause} onInput={set("cause")} />
          </Field>
        </>
      );
    case "delay":
      return (
        <Field label="Seconds" hint="Of the stack's clock.">
          <input type="number" min={0} step="any" value={form.seconds} onInput={set("seconds")} />
        </Field>
      );
    case "result":
      return (
        <Field label="Result (JSON)">
          <textarea rows={6} class="code" spellcheck={false} value={form.output} onInput={set("output")} />
        </Field>
      );
    case "crash":
      return (
        <Field label="When">
          <select value={form.when} onChange={set("when")}>
            <option value="beforeEffect">Before it has done anything</option>
            <option value="afterEffect">After it has done everything</option>
          </select>
        </Field>
      );
    case "refusal":
      return <p class="quiet">The service answers AccessDeniedException, as if a policy were missing.</p>;
  }
}
