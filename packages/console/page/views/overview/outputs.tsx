import { useState } from "preact/hooks";
import type { StackView } from "../../../api";
import { CopyButton } from "../../parts/copyButton";

type Output = StackView["outputs"][number];

export function Outputs({ outputs }: { outputs: Output[] }) {
  return (
    <section aria-labelledby="outputs">
      <h2 id="outputs">Outputs</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Value</th>
            <th scope="col">
              <span class="hidden-text">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {outputs.map((output) => (
            <OutputRow key={output.name} output={output} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function OutputRow({ output: { name, value, secret } }: { output: Output }) {
  const [hidden, setHidden] = useState(secret);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="code">{hidden ? "secret" : text}</td>
      <td class="actions">
        {secret && (
          <button
            type="button"
            class="small"
            aria-label={`${hidden ? "Show" : "Hide"} ${name}`}
            onClick={() => setHidden(!hidden)}
          >
            {hidden ? "Show" : "Hide"}
          </button>
        )}
        <CopyButton text={text} what={`the output ${name}`} />
      </td>
    </tr>
  );
}
