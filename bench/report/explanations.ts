/** Explains how the figures are measured, and the findings where a target is not met. */

export const EVALUATION = `Both are whole processes, from their start to their end, including the processes that they start; memory is the peak of their total, each by its share
(PSS). Ours is what \`pulumi preview\` and \`npm start\` wait for: \`bench/evaluation/pulumi\`, evaluated through Pulumi's own language host from TypeScript. The CDK's is
\`bench/evaluation/cdk\`, the same four systems with \`aws-cdk-lib\` at its defaults, compiled to JavaScript beforehand, in the CDK's favor. Ours keeps what it
transpiled and bundled from one evaluation to the next, so a second one bundles nothing; the CDK bundles each function again.

What remains of ours at 10 copies, by a CPU profile of the program's process, of the time that it is busy: 18 % garbage collector, 17 % stack traces (13 % by now), 12 % turns of
promises, 11 % Pulumi's bookkeeping of each promise, 10 % gRPC, 8 % serializing closures, 8 % the rest of Pulumi's SDK, 7 % Node's own modules, 5 % protobuf; the
components, states and handlers themselves 2 %. By a heap snapshot, a resource that is being registered holds about 700 promises: each input and output has a value, whether it is known, whether it
is secret, and what it depends on. A resource of the CDK is an object of its process. Pulumi registers each with another process, all of them at once, so that every one
is in memory until its response arrives. That explains the memory, and the marginal time, which grows with the heap. No real stack has 17,000 resources: at the size of this program, ours takes
less than half of the CDK's time.

What was tried:

- **Stack traces looked up once.** \`source-map-support\` maps every frame of every trace again. \`packages/local-stack/program/stackTraces.js\` looks up a location once and stores equal traces
  once: a third of the CPU time, a seventh of the heap, the same traces.
- **Bundles by file.** An SDK of half a megabyte went through protobuf as text for every function. It is a \`FileAsset\` now: a tenth of the time, and 60 MB less in each
  process at 10 copies.
- **One bundle for equal parts of the SDK**, all functions that wait bundled in one call of esbuild, both kept in \`node_modules/.cache\`.
- **Starting the evaluator in parallel with the program**, the program's process first.
- Not done: Pulumi's own promise bookkeeping (\`debuggable.js\`) cannot be turned off, and should not be: it reports which promise leaked.

Against commit 5d05cc5 of 2026-11-20, in pairs on the same machine while it was busy with other work (\`npm run against -- CLONE\` and \`npm run firstResult -- CLONE\` in \`bench/\`, on 2026-11-29):

| | here | 5d05cc5 | ratio |
| --- | ---: | ---: | ---: |
| three resources, evaluated in a new process: CPU | 1.53 s | 3.49 s | 0.44 × |
| its peak of memory | 94 MB | 207 MB | 0.45 × |
| dev, evaluated in a new process: CPU | 5.63 s | 10.66 s | 0.54 × |
| its peak of memory | 315 MB | 410 MB | 0.78 × |
| three resources, from \`startLocalStack\` or \`npm run local\` to the first result: time | 4.3 s | 9.8 s | 0.37 × |
| its CPU | 2.14 s | 4.93 s | 0.41 × |

Since then, the evaluation leaves out [what it does not need](local.md#evaluation), and the local cloud keeps compiled code. By a profile, about a third of what is left of dev is the serialization of its closures: TypeScript, which
parses each function, and Node's debugger, which finds what it captures.`;

export const COLD_START = `For every function that the stack dev deploys: its archive's files in a fresh process, against \`bench/handlers\`, the same handlers written as modules
and bundled with esbuild as their author would. Both are called once with the same event, against an endpoint that responds immediately, and return the same. The remaining difference
is that a serialized closure is not an ES module: its own few kilobytes cannot be tree-shaken, its part of the SDK is (\`sdk.js\`).`;

export const ENGINE = `Executions one after another in one process, with every event of each retained until it ends. The plain function does the same to the data, with \`structuredClone\` where
the States Language passes on a copy; it has no history. The engine is faster where it shares immutable data instead of copying it. What remains, by a profile: in the
loops the events (an object, its details and a text of the data for each) and the promise turns between states, one for each; in JSONata the expression's own evaluation,
four fifths.`;

export const LOCAL_CLOUD = `In fresh processes of the commands that a user types. Memory is by share (PSS), on Linux. \`DescribeExecution\` is polled without a pause until a
Standard execution has ended. The pipeline runs four executions. A limited number of ended executions is retained (\`--retain N\`, 10,000 by default), so the heap does not grow further. There is no
peer to measure: every other emulator that supports AWS's API and runs state machines needs Docker or Java.`;

export const COST = `Ours is run on the local cloud as the stack dev deploys it; transitions and calls are counted. The seeds' are counted from their definitions by the same counter. A function's
invocation is assumed to take 100 ms on both sides, at its own memory: 128 MB on x86, AWS's defaults, for the seeds; 256 or 512 MB on arm64 for ours. That is against us, since less
memory is also less CPU. Transitions are nearly all of each price.

The pipeline costs what its seed costs. A booking that is paid for or reverted has one transition less: the write that reserves is also the wait. Payment, which the seed lacks, adds an
AppSync request, a function and a write. A taken apartment costs less than the seed's double booking, an unknown one starts no execution. An order adds the announcement (the
seed's topic is unused); a failed invoice adds rolling the order back, where the seed reports success; a second order is refused at three transitions, where the seed overwrites the first. A
message adds the read and the write of the sparse index, by which a round finds unsent messages; the seed scans the whole table each round, counted here as one read however large the
table is. Running indefinitely adds the hand-overs; the seed ends after an hour.

Seven paths are 0.2 to 3 percent above their seeds, each by what the table says it adds.

Not in it: an event source's empty polls, logs, traces, and what prod adds (audited data events, $1 a million; the schedule's starts, 1,440 transitions a day).`;
