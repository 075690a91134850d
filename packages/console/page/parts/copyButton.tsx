import { useConsole } from "../data/context";

/**
 * @param text is read when it is copied, if it is a function
 * @param what is copied, in words: "the input"
 */
export function CopyButton(props: { text: string | (() => Promise<string>); what: string; label?: string }) {
  const { text, what, label = "Copy" } = props;
  const { say, fail } = useConsole();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : await text());
      say(`Copied ${what}`);
    } catch (error) {
      fail(error);
    }
  };
  return (
    <button type="button" class="small" aria-label={`${label} ${what}`} onClick={() => void copy()}>
      {label}
    </button>
  );
}
