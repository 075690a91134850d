/**
 * What the console's page asks of the server while executions run, without a browser, which would measure the browser too: the stream
 * of changes, and the list of executions anew, at most as often as the page does. `node page.mjs LINK`; it ends when its input does.
 */
const link = new URL(process.argv[2]);
const opened = await fetch(link, { redirect: "manual" });
const headers = { cookie: opened.headers.get("set-cookie").split(";")[0] };
const read = (path) => fetch(new URL(path, link), { headers });

let loading = false;
let again = false;
async function load() {
  if (loading) {
    again = true;
    return;
  }
  loading = true;
  const begun = performance.now();
  await (await read("/_console/executions?limit=100")).json();
  const pause = Math.max(120, 4 * (performance.now() - begun));
  setTimeout(() => {
    loading = false;
    if (again) {
      again = false;
      void load();
    }
  }, pause);
}

process.stdin.on("end", () => process.exit(0)).resume();
await load();
const { body } = await read("/_console/events");
process.stdout.write("open\n");
for await (const chunk of body) if (Buffer.from(chunk).includes("data: ")) void load();
