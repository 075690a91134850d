import { useCallback, useEffect, useState } from "preact/hooks";
import { formatRoute, parseRoute, type Route } from "../logic/routes";

/** The view that the address names, and what moves to another one. */
export function useRoute(): [Route, (route: Route, replace?: boolean) => void] {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const update = () => setHash(location.hash);
    addEventListener("hashchange", update);
    return () => removeEventListener("hashchange", update);
  }, []);
  const go = useCallback((route: Route, replace = false) => {
    const next = formatRoute(route);
    if (!replace) location.hash = next;
    else {
      history.replaceState(null, "", next);
      setHash(next);
    }
  }, []);
  return [parseRoute(hash), go];
}
