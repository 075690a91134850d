import { useConsole } from "../data/context";

/** @param what is copied, in words: "the input" */
export function CopyButton({ text, what, label = "Copy" }: { text: string; what: string; label?: string }) {
  const { say, fail } = useConsole();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
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
