import { useState } from "preact/hooks";
import type { ClockRequest, ClockView } from "../../api";
import { useConsole } from "../data/context";
import { act } from "../data/requests";
import { useNow } from "../data/useClock";
import { dateTime, duration } from "../logic/format";
import { executionHref } from "../logic/routes";
import { Field, textOf } from "../parts/field";

const MODES: { mode: ClockView["mode"]; text: string; hint: string }[] = [
  { mode: "real", text: "Real", hint: "as fast as time passes" },
  { mode: "skip", text: "Skip", hint: "jumps to the next timer whenever nothing runs" },
  { mode: "scaled", text: "Faster", hint: "this many times as fast while nothing runs" },
  { mode: "manual", text: "Manual", hint: "stands still until it is advanced" },
];

/** How time passes in the stack, what waits for it, and how to move it. */
export function ClockPage() {
  const { clock, setClock, fail } = useConsole();
  const now = useNow(clock);
  const [factor, setFactor] = useState("60");
  const [seconds, setSeconds] = useState("60");
  if (!clock) return <p class="quiet">Loading the clock …</p>;
  const ask = async (body: ClockRequest) => {
    try {
      setClock(await act("clock", body));
    } catch (error) {
      fail(error);
    }
  };
  const choose = (mode: ClockView["mode"]) =>
    ask(mode === "scaled" ? { mode, factor: Number(factor) } : { mode });
  return (
    <>
      <h1>Clock</h1>
      <p class="now">
        <time dateTime={new Date(now).toISOString()}>{dateTime(now)}</time>
      </p>
      <fieldset class="modes">
        <legend>How time passes</legend>
        {MODES.map(({ mode, text, hint }) => (
          <span key={mode}>
            <label>
              <input
                type="radio"
                name="mode"
                checked={clock.mode === mode}
                onChange={() => void choose(mode)}
              />
              {text} <small class="quiet">{hint}</small>
            </label>
            {mode === "scaled" && (
              <input
                type="number"
                aria-label="Times as fast"
                min={1}
                value={clock.mode === "scaled" ? String(clock.factor) : factor}
                onChange={(event) => {
                  setFactor(textOf(event));
                  if (clock.mode === "scaled") void ask({ mode, factor: Number(textOf(event)) });
                }}
              />
            )}
          </span>
        ))}
      </fieldset>
      <form
        class="advance"
        onSubmit={(event) => {
          event.preventDefault();
          void ask({ advance: { seconds: Number(seconds) } });
        }}
      >
        <Field label="Seconds">
          <input
            type="number"
            min={0}
            step="any"
            value={seconds}
            onInput={(event) => setSeconds(textOf(event))}
          />
        </Field>
        <button type="submit">Advance</button>
        <button
          type="button"
          class="primary"
          disabled={clock.due.length === 0}
          onClick={() => void ask({ advance: "next" })}
        >
          To the next timer
        </button>
      </form>
      <Waits clock={clock} now={now} />
    </>
  );
}

function Waits({ clock: { due, waiting }, now }: { clock: ClockView; now: number }) {
  return (
    <div class="columns-2">
      <section aria-labelledby="waiting">
        <h2 id="waiting">Executions that wait</h2>
        {waiting.length === 0 && <p class="quiet">None is in a Wait.</p>}
        <ul>
          {waiting.map(({ what, arn }) => (
            <li key={`${arn} ${what}`}>
              <a href={executionHref(arn)}>{what}</a>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="timers">
        <h2 id="timers">Timers of the stack</h2>
        <p class="quiet">Waits, timeouts, heartbeats, retries, schedules and redeliveries of messages.</p>
        <ul>
          {due.map((time, index) => (
            <li key={`${time} ${index}`}>
              {dateTime(time)} <span class="quiet">in {duration(time - now)}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
