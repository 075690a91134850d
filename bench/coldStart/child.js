/** Loads a handler in this fresh process, calls it once and prints how long that took, in milliseconds. */
const [, , file, event] = process.argv;
const begun = performance.now();
const { handler } = require(file);
const loaded = performance.now();
Promise.resolve(handler(JSON.parse(event), { getRemainingTimeInMillis: () => 10_000 })).then(
  (answer) => report({ answer: answer ?? null }),
  (error) => report({ error: `${error.name}: ${error.message}` }),
);

function report(outcome) {
  const answered = performance.now();
  console.log(JSON.stringify({ loadMs: loaded - begun, answerMs: answered - begun, outcome }));
  process.exit(0);
}
