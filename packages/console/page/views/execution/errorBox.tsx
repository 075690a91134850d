import { isContainer, parseJson } from "../../logic/json";
import { CopyButton } from "../../parts/copyButton";
import { JsonBox } from "../../parts/jsonBox";
import { LongText } from "../../parts/longText";

/** An error and its cause, which is often JSON: a function's error with its message and stack trace. */
export function ErrorBox({ error, cause }: { error: string; cause: string | undefined }) {
  const parsed = parseJson(cause ?? "");
  const message = isContainer(parsed) ? (parsed as { errorMessage?: unknown }).errorMessage : undefined;
  return (
    <div class="error-box">
      <header>
        <h3>
          <span aria-hidden="true">✕</span> {error}
        </h3>
        <CopyButton text={cause === undefined ? error : `${error}: ${cause}`} what="the error" />
      </header>
      {typeof message === "string" && <p>{message}</p>}
      {isContainer(parsed) ? (
        <JsonBox title="Cause" json={cause!} />
      ) : (
        cause && <LongText text={cause} label="Cause" />
      )}
    </div>
  );
}
