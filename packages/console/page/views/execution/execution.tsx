import { useCallback, useRef } from "preact/hooks";
import type { DrawnNode } from "../../../../diagram/shapes";
import { useConsole } from "../../data/context";
import { useServer } from "../../data/useServer";
import { useFaultMenu } from "../../graph/faultMenu";
import { StateGraph } from "../../graph/stateGraph";
import { concerns } from "../../logic/liveStack";
import {
  EXECUTION_TABS,
  type ExecutionTab,
  iterationsText,
  queryOf,
  type Route,
  visitsQuery,
} from "../../logic/routes";
import { Waiting } from "../../parts/messages";
import { Tabs } from "../../parts/tabs";
import { Data } from "./data";
import { Events } from "./events";
import { IterationPickers } from "./iterationPickers";
import { Links } from "./links";
import { StatePanel } from "./statePanel";
import { Summary } from "./summary";
import { Timeline } from "./timeline";

const TAB_TEXTS: Record<ExecutionTab, string> = {
  graph: "Graph",
  timeline: "Timeline",
  events: "Events",
  data: "Input and output",
};

/** An execution: its graph, timeline and events, and what a chosen state did. */
export function ExecutionPage({ route }: { route: Extract<Route, { view: "execution" }> }) {
  const { stack, clock, go } = useConsole();
  const { arn, tab, state, iterations } = route;
  const chosen = iterationsText(route);
  const loaded = useServer("execution", queryOf({ arn, iterations: chosen }), (event, data) =>
    concerns(event, new Set([arn, ...(data?.started.map((each) => each.arn) ?? [])])),
  );
  const visits = useServer("visits", state && visitsQuery(route, state), (event) =>
    concerns(event, new Set([arn])),
  );
  const execution = loaded.data;
  const change = (next: Partial<typeof route>) => go({ ...route, ...next }, true);
  const select = (node: Pick<DrawnNode, "id">) => change({ state: node.id });
  const split = useRef<HTMLDivElement>(null);
  const close = () => {
    change({ state: undefined });
    // The focus goes back to where the state was chosen.
    split.current?.querySelector<HTMLElement | SVGElement>('.state[tabindex="0"], .rows')?.focus();
  };
  const machine = stack.machines.find((each) => each.arn === execution?.machine);
  const { menu, openMenu } = useFaultMenu({
    drawing: execution?.drawing,
    machine: machine?.name ?? "",
    onSelect: select,
  });
  const pick = useCallback(
    (id: string, index: number) => go({ ...route, iterations: { ...iterations, [id]: index } }, true),
    [route, iterations, go],
  );
  if (!execution) return <Waiting loaded={loaded} what="the execution" />;
  const panel = state && (
    <StatePanel
      key={state}
      execution={execution}
      id={state}
      visits={visits}
      chosen={chosen !== undefined}
      onClose={close}
    />
  );
  return (
    <>
      <Summary execution={execution} machine={machine} clock={clock} />
      <Links execution={execution} />
      {loaded.error && (
        <p class="problem" role="alert">
          {loaded.error}
        </p>
      )}
      <Tabs
        label="Views of the execution"
        tabs={EXECUTION_TABS.map((name) => ({ name, text: TAB_TEXTS[name] }))}
        chosen={tab}
        onChoose={(name) => change({ tab: name })}
      >
        {(tab === "graph" || tab === "timeline") && (
          <>
            <IterationPickers execution={execution} onPick={pick} />
            <div class={panel ? "split" : "split alone"} ref={split}>
              {tab === "graph" ? (
                <StateGraph
                  drawing={execution.drawing}
                  label={`States of ${execution.title} in ${execution.name}`}
                  states={execution.states}
                  taken={execution.taken}
                  perhaps={execution.perhaps}
                  selected={state}
                  onSelect={select}
                  onMenu={openMenu}
                />
              ) : (
                <Timeline
                  execution={execution}
                  iterations={chosen}
                  clock={clock}
                  selected={state}
                  onSelect={(id) => select({ id })}
                />
              )}
              {panel}
            </div>
          </>
        )}
        {tab === "events" && <Events execution={execution} />}
        {tab === "data" && <Data execution={execution} />}
      </Tabs>
      {menu}
    </>
  );
}
