import { useState } from "preact/hooks";
import type { ClockView, StackView } from "../api";
import type { HeardClock } from "./data/context";
import { applyTheme, storedTheme, THEMES, type Theme } from "./data/theme";
import { useNow } from "./data/useClock";
import { dateTime } from "./logic/format";
import { formatRoute, type ResourceKind, type Route } from "./logic/routes";
import { textOf } from "./parts/field";

const RESOURCES: { kind: ResourceKind; text: string; amount(stack: StackView): number }[] = [
  { kind: "tables", text: "Tables", amount: ({ tables }) => tables.length },
  { kind: "queues", text: "Queues", amount: ({ queues }) => queues.length },
  { kind: "buckets", text: "Buckets", amount: ({ buckets }) => buckets.length },
  { kind: "topics", text: "Topics", amount: ({ topics }) => topics.length },
  { kind: "logs", text: "Logs", amount: ({ functions }) => functions.length },
];

export function Header(props: { route: Route; stack: StackView | undefined; clock: HeardClock | undefined }) {
  const { route, stack, clock } = props;
  const link = (to: Route, text: string, present: boolean) => (
    <li>
      <a href={formatRoute(to)} aria-current={present ? "page" : undefined}>
        {text}
      </a>
    </li>
  );
  return (
    <header class="top">
      <span class="stack-name">{stack?.name ?? "Local stack"}</span>
      <nav aria-label="Console">
        <ul>
          {link({ view: "overview" }, "Overview", route.view === "overview")}
          {link({ view: "executions", filter: {} }, "Executions", route.view.startsWith("execution"))}
          {RESOURCES.filter(({ amount }) => stack && amount(stack) > 0).map(({ kind, text }) =>
            link({ view: "resource", kind }, text, route.view === "resource" && route.kind === kind),
          )}
          {link({ view: "faults" }, "Faults", route.view === "faults")}
        </ul>
      </nav>
      {clock && <ClockLink clock={clock} present={route.view === "clock"} />}
      <ThemeSwitch />
    </header>
  );
}

function ClockLink({ clock, present }: { clock: HeardClock; present: boolean }) {
  const now = useNow(clock);
  return (
    <a class="clock-link" href="#/clock" aria-current={present ? "page" : undefined}>
      <span class="hidden-text">Clock</span>
      <span aria-hidden="true">◷</span> <time dateTime={new Date(now).toISOString()}>{dateTime(now)}</time>{" "}
      <span class="badge tone-idle">{modeText(clock)}</span>
    </a>
  );
}

export const modeText = ({ mode, factor }: ClockView): string =>
  mode === "scaled" ? `×${factor}` : mode === "skip" ? "skips waits" : mode;

function ThemeSwitch() {
  const [theme, setTheme] = useState(storedTheme);
  return (
    <select
      aria-label="Colors"
      value={theme}
      onChange={(event) => {
        const chosen = textOf(event) as Theme;
        applyTheme(chosen);
        setTheme(chosen);
      }}
    >
      {THEMES.map((each) => (
        <option key={each} value={each}>
          {each === "system" ? "System colors" : each === "light" ? "Light" : "Dark"}
        </option>
      ))}
    </select>
  );
}
