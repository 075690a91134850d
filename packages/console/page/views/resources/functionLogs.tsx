import { useServer } from "../../data/useServer";
import { plural } from "../../logic/format";
import { queryOf } from "../../logic/routes";
import { Waiting } from "../../parts/messages";
import { LogLines } from "../execution/logLines";

const SPACING_MS = 250;

/** What a function printed, as it prints. */
export function FunctionLogs({ arn }: { arn: string }) {
  const loaded = useServer("logs", queryOf({ function: arn }), ({ logs }) => logs.includes(arn), SPACING_MS);
  const { data } = loaded;
  return (
    <>
      <Waiting loaded={loaded} what="the log" />
      {data && data.length === 0 && <p class="quiet">It has printed nothing.</p>}
      {data && data.length > 0 && (
        <LogLines lines={data} label={plural(data.length, "line")} grows={false} follow />
      )}
    </>
  );
}
