import type { DeploymentView } from "../../../api";
import { dateTime, plural } from "../../logic/format";

/** What the last deployment changed, and why one after it failed. */
export function Deployment({ deployment }: { deployment: DeploymentView }) {
  const { time, created, updated, deleted, unchanged, error } = deployment;
  const changes = (
    [
      ["created", created],
      ["updated", updated],
      ["deleted", deleted],
    ] as const
  ).filter(([, names]) => names.length > 0);
  const told = changes.map(([what, names]) => `${names.length} ${what}`);
  return (
    <section aria-labelledby="deployment">
      <h2 id="deployment">Last deployment</h2>
      {error && (
        <div class="problem" role="alert">
          <strong>The program was changed since, and its deployment failed:</strong>
          <pre>{error}</pre>
        </div>
      )}
      <details>
        <summary>
          {dateTime(time)}: {[...told, `${plural(unchanged, "resource")} unchanged`].join(", ")}
        </summary>
        {changes.map(([what, names]) => (
          <div key={what}>
            <h3>{what}</h3>
            <ul class="names">
              {names.map((name) => (
                <li key={name}>{name}</li>
              ))}
            </ul>
          </div>
        ))}
      </details>
    </section>
  );
}
