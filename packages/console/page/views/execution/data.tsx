import type { ExecutionView } from "../../../api";
import { JsonBox } from "../../parts/jsonBox";
import { ErrorBox } from "./errorBox";

/** What went into an execution and what came out. */
export function Data({ execution: { input, output, error, cause, status } }: { execution: ExecutionView }) {
  return (
    <div class="columns-2">
      <JsonBox title="Input" json={input} />
      <div>
        {output !== undefined && (
          <JsonBox title="Output" json={output} before={input} beforeName="the input" />
        )}
        {error !== undefined && <ErrorBox error={error} cause={cause} />}
        {output === undefined && error === undefined && (
          <p class="quiet">{status === "RUNNING" ? "It is still running." : "It has no output."}</p>
        )}
      </div>
    </div>
  );
}
