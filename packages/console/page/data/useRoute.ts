import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { formatRoute, parseRoute, type Route } from "../logic/routes";
import { readAhead } from "./requests";
import { newRequests } from "./viewRequests";

/** The view that the address names, and what moves to another one. */
export function useRoute(): [Route, (route: Route, replace?: boolean) => void] {
  const [hash, setHash] = useState(location.hash);
  const open = useRef(hash);
  const show = useCallback((next: string) => {
    // Not one after another, as the parts of the view are rendered.
    readAhead(newRequests(parseRoute(next), parseRoute(open.current)));
    open.current = next;
    setHash(next);
  }, []);
  useEffect(() => {
    const update = () => show(location.hash);
    addEventListener("hashchange", update);
    return () => removeEventListener("hashchange", update);
  }, [show]);
  const go = useCallback(
    (route: Route, replace = false) => {
      const next = formatRoute(route);
      if (!replace) location.hash = next;
      else {
        history.replaceState(null, "", next);
        show(next);
      }
    },
    [show],
  );
  return [parseRoute(hash), go];
}
