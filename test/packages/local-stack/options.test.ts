import assert from "node:assert/strict";
import {
  configOption,
  iamOption,
  inspectOptions,
  portOption,
  readInspect,
  readTypecheck,
  retainOption,
  stackOption,
  timeOption,
  valuesOption,
} from "../../../packages/local-stack/options";
import { readOptions } from "../../../packages/terminal";

describe("the options of a command", () => {
  const command = {
    usage: "npm start -- [options]",
    purpose: "Runs.",
    options: {
      stack: stackOption(),
      iam: iamOption,
      port: portOption(4566),
      time: timeOption,
      retain: retainOption,
    },
  };

  it("has defaults", () => {
    assert.deepEqual(readOptions(command, []), {
      stack: "dev",
      iam: "enforce",
      port: 4566,
      time: { kind: "real" },
      verbose: false,
      help: false,
      "--": [],
    });
  });

  it("reads each", () => {
    const args = [
      "--stack",
      "prod",
      "--iam=audit",
      "--port",
      "0",
      "--time",
      "x60",
      "--retain=5",
      "--verbose",
    ];
    assert.deepEqual(readOptions(command, args), {
      stack: "prod",
      iam: "audit",
      port: 0,
      time: { kind: "scaled", factor: 60 },
      retain: 5,
      verbose: true,
      help: false,
      "--": [],
    });
  });

  const bad: [args: string[], message: RegExp][] = [
    [["--iam", "maybe"], /--iam is 'maybe'; allowed: enforce, audit, off/],
    [["--port", "http"], /--port is 'http'; allowed: a number from 0/],
    [["--port", "65536"], /--port is '65536'/],
    [["--port="], /--port is ''/],
    [["--time", "fast"], /--time is 'fast'; allowed: real, skip, or xN/],
    [["--time", "x0"], /--time is 'x0'/],
    [["--time", `x${"9".repeat(400)}`], /--time is 'x9/],
    [["--retain", "0"], /--retain is '0'; allowed: a whole number from 1/],
    [["--retain", "all"], /--retain is 'all'/],
    [["--staack", "dev"], /no option --staack; did you mean --stack\?; allowed: --stack, --iam, --port, /],
    [["dev"], /'dev' is not expected here\. Usage: npm start -- \[options\]$/],
    [["--stack"], /--stack needs a value$/],
    [["--verbose=no"], /--verbose takes no value$/],
    [["--", "more"], /nothing may follow --\. Usage: npm start/],
  ];
  for (const [args, message] of bad) {
    it(`refuses ${args.join(" ")}`, () => {
      assert.throws(() => readOptions(command, args), { name: "UsageError", message });
    });
  }
});

describe("readTypecheck", () => {
  const { CI } = process.env;
  afterEach(() => {
    if (CI === undefined) delete process.env.CI;
    else process.env.CI = CI;
  });
  const read = (typecheck: boolean, no: boolean) => readTypecheck({ typecheck, "no-typecheck": no });

  it("is on where CI is set, unless it is turned off", () => {
    process.env.CI = "true";
    assert.deepEqual([read(false, false), read(false, true)], [true, false]);
  });

  it("is off elsewhere, unless it is turned on", () => {
    delete process.env.CI;
    assert.deepEqual([read(false, false), read(true, false)], [false, true]);
  });

  it("cannot be both", () => {
    assert.throws(
      () => read(true, true),
      /--typecheck and --no-typecheck are both given; allowed: one of them/,
    );
  });
});

describe("the functions that are debugged", () => {
  const command = { usage: "dev", purpose: "Runs.", options: { ...inspectOptions, port: portOption(0) } };
  const read = (...args: string[]) => readInspect(readOptions(command, args)!);

  it("are none by default", () => {
    assert.equal(read("--port", "1"), undefined);
  });

  it("are all, or those that are named", () => {
    assert.deepEqual(read("--inspect", "--port", "1"), { wait: false });
    assert.deepEqual(read("--inspect=charge", "--inspect", "refund"), {
      functions: ["charge", "refund"],
      wait: false,
    });
    assert.deepEqual(read("--inspect", "--inspect-port", "9300", "--inspect-wait"), {
      port: 9300,
      wait: true,
    });
  });

  it("are not chosen by what says how", () => {
    assert.throws(() => read("--inspect-port", "9300"), /--inspect-port needs --inspect/);
    assert.throws(() => read("--inspect-wait"), /--inspect-wait needs --inspect/);
    assert.throws(
      () => read("--inspect", "--inspect-port", "a"),
      /--inspect-port is 'a'; allowed: a number from 0 \(a free port\) to 65535/,
    );
  });
});

describe("the configuration and the values of a command", () => {
  const command = { usage: "dev", purpose: "Runs.", options: { config: configOption, values: valuesOption } };
  const read = (...args: string[]) => readOptions(command, args);

  it("are none by default", () => {
    assert.deepEqual([read()?.config, read()?.values], [{}, undefined]);
  });

  it("are keys with values, as many as there are, and a file", () => {
    const given = read("--config", "a=1", "--config=shop:b=x=y", "--config", "a=", "--values", __filename);
    assert.deepEqual(given?.config, { a: "", "shop:b": "x=y" });
    assert.equal(given?.values, __filename);
  });

  it("are refused in another form", () => {
    assert.throws(() => read("--config", "a"), /--config is 'a'; allowed: KEY=VALUE, such as shop:size=3/);
    assert.throws(() => read("--config", "=1"), /--config is '=1'/);
    assert.throws(() => read("--values", "absent.yaml"), /--values is 'absent\.yaml', which is not a file/);
  });
});
