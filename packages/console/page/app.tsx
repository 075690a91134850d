import { useCallback, useContext, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { StackView } from "../api";
import { type Console, ConsoleContext, LiveContext } from "./data/context";
import { useClock, useConnection } from "./data/useClock";
import { useRoute } from "./data/useRoute";
import { useServer } from "./data/useServer";
import { Header } from "./header";
import { withCounts } from "./logic/liveStack";
import { type Route, titleOf } from "./logic/routes";
import { Waiting } from "./parts/messages";
import { ClockPage } from "./views/clock";
import { ExecutionPage } from "./views/execution/execution";
import { Executions } from "./views/executions";
import { Faults } from "./views/faults";
import { MachinePage } from "./views/machine";
import { Overview } from "./views/overview";
import { Resources } from "./views/resources";

/** How long a message stays. */
const MESSAGE_MS = 4000;

const STACK_SPACING_MS = 250;

export function App() {
  const [route, go] = useRoute();
  const loaded = useServer("stack", "", (event) => event.stack, STACK_SPACING_MS);
  const stack = useLiveCounts(loaded.data);
  const [clock, setClock] = useClock(route.view === "clock");
  const [message, say] = useMessage();
  const [problem, setProblem] = useState<string>();
  const fail = useCallback((error: unknown) => setProblem((error as Error).message), []);
  const title = titleOf(route);
  const main = useRef<HTMLElement>(null);
  const console = useMemo<Console | undefined>(
    () => stack && { stack, clock, setClock, go, say, fail },
    [stack, clock, setClock, go, say, fail],
  );
  useEffect(() => setProblem(undefined), [route.view]);
  useFocusOnNewView(route, main);
  useEffect(() => {
    if (stack) document.title = `${title} – ${stack.name}`;
  }, [stack?.name, title]);

  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <Header route={route} stack={stack} clock={clock} />
      <Connection />
      <main id="main" tabIndex={-1} ref={main} class={`view-${route.view}`}>
        {problem && (
          <div class="problem dismissable" role="alert">
            <span>{problem}</span>
            <button type="button" class="small" onClick={() => setProblem(undefined)}>
              Dismiss
            </button>
          </div>
        )}
        {console ? (
          <ConsoleContext.Provider value={console}>
            <View route={route} />
          </ConsoleContext.Provider>
        ) : (
          <Waiting loaded={loaded} what="the stack" />
        )}
      </main>
      <div class="toast" role="status">
        {message}
      </div>
    </>
  );
}

function View({ route }: { route: Route }) {
  switch (route.view) {
    case "overview":
      return <Overview />;
    case "executions":
      return <Executions filter={route.filter} />;
    case "execution":
      return <ExecutionPage key={route.arn} route={route} />;
    case "machine":
      return <MachinePage key={route.arn} arn={route.arn} />;
    case "clock":
      return <ClockPage />;
    case "faults":
      return <Faults />;
    case "resource":
      return <Resources key={route.kind} kind={route.kind} name={route.name} />;
    case "unknown":
      return (
        <p>
          There is no page {route.hash}. <a href="#/">To the overview</a>
        </p>
      );
  }
}

/** After a link to another view, the focus is where that begins. */
function useFocusOnNewView(route: Route, main: { current: HTMLElement | null }): void {
  const view = [route.view, "arn" in route && route.arn, "name" in route && route.name].join(" ");
  const shown = useRef(view);
  useEffect(() => {
    if (shown.current !== view) main.current?.focus({ preventScroll: true });
    shown.current = view;
  }, [view, main]);
}

function Connection() {
  const state = useConnection();
  if (state === "connected" || state === "connecting") return <div role="status" />;
  return (
    <div class="disconnected" role="status">
      {state === "lost"
        ? "The stack does not answer. What is shown is as it was last; it is updated once the stack is back."
        : "The stack refuses this page. Open the link that it printed when it started: each start has another one."}
    </div>
  );
}

/** The stack with its counts as the last live event has them. */
function useLiveCounts(loaded: StackView | undefined): StackView | undefined {
  const live = useContext(LiveContext);
  const [stack, setStack] = useState(loaded);
  useEffect(() => setStack(loaded), [loaded]);
  useEffect(
    () => live?.subscribe((event) => setStack((before) => before && withCounts(before, event))),
    [live],
  );
  return stack ?? loaded;
}

function useMessage(): [message: string, say: (message: string) => void] {
  const [message, setMessage] = useState("");
  const timer = useRef<number>(undefined);
  const say = useCallback((text: string) => {
    clearTimeout(timer.current);
    setMessage(text);
    timer.current = window.setTimeout(() => setMessage(""), MESSAGE_MS);
  }, []);
  return [message, say];
}
