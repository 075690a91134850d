import { useState } from "preact/hooks";
import type { MachineView } from "../../api";
import { useConsole } from "../data/context";
import { act } from "../data/requests";
import { never, useServer } from "../data/useServer";
import { memberText, withMember } from "../logic/inputForm";
import { indented, jsonOf } from "../logic/json";
import { queryOf } from "../logic/routes";
import { Dialog } from "../parts/dialog";
import { Field, textOf } from "../parts/field";

/** Starts an execution, with one of the last inputs or another one, and shows it. */
export function StartDialog(props: { machine: MachineView; input?: string; onClose(): void }) {
  const { machine, onClose } = props;
  const { go, say } = useConsole();
  const { data: inputs = [] } = useServer("inputs", queryOf({ machine: machine.arn }), never);
  const [entered, setInput] = useState<string>();
  const input = entered ?? indented(props.input ?? inputs[0] ?? "{}");
  const [name, setName] = useState("");
  const start = async () => {
    jsonOf("Input", input);
    const { arn } = await act("start", {
      machine: machine.arn,
      input,
      ...(name.trim() && { name: name.trim() }),
    });
    say(`Started ${machine.title}`);
    go({ view: "execution", arn, tab: "graph", iterations: {} });
  };
  return (
    <Dialog title={`Start ${machine.title}`} submit="Start" onSubmit={start} onClose={onClose}>
      {inputs.length > 0 && (
        <Field label="Last inputs">
          <select
            onChange={(event) => {
              const chosen = inputs[Number(textOf(event))];
              if (chosen !== undefined) setInput(indented(chosen));
            }}
          >
            {inputs.map((each, index) => (
              <option key={each} value={index}>
                {each.slice(0, 80)}
              </option>
            ))}
          </select>
        </Field>
      )}
      <Members paths={machine.inputPaths} input={input} onInput={setInput} />
      <Field label="Input (JSON)">
        <textarea
          rows={12}
          class="code"
          spellcheck={false}
          value={input}
          onInput={(event) => setInput(textOf(event))}
        />
      </Field>
      <Field label="Name (optional)">
        <input type="text" maxLength={80} value={name} onInput={(event) => setName(textOf(event))} />
      </Field>
    </Dialog>
  );
}

/** A field for each member of the input that the definition reads. */
function Members(props: { paths: readonly string[]; input: string; onInput(input: string): void }) {
  const { paths, input, onInput } = props;
  if (paths.length === 0) return null;
  return (
    <fieldset class="members">
      <legend>What the definition reads of its input</legend>
      {paths.map((path) => {
        const text = memberText(input, path);
        return (
          <Field key={path} label={path}>
            <input
              type="text"
              class="code"
              disabled={text === undefined}
              value={text ?? ""}
              onInput={(event) => onInput(withMember(input, path, textOf(event)))}
            />
          </Field>
        );
      })}
    </fieldset>
  );
}
