import { type ChildProcess, fork } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { constants, setPriority, tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import { createInterface } from "node:readline";
import { buildSync } from "esbuild";
import { unzipSync } from "fflate";
import type { FunctionOutcome } from "../world/neighbours.ts";
import type { WallClock } from "../world/wall-clock.ts";
import type {
  EnvironmentBoot,
  ExecutionEnvironment,
  FunctionLauncher,
  Initialisation,
  Invocation,
} from "./launcher.ts";
import type { FromProcess, ProcessBoot, ToProcess } from "./protocol.ts";

/** "The Init phase is limited to 10 seconds." Loading code is the machine's work, so these are the machine's seconds. */
const INIT_LIMIT = 10_000;

const died = (requestId: string, code: number | null, signal: NodeJS.Signals | null): FunctionOutcome => {
  const how = signal === null ? `exit status ${code}` : `signal: ${signal === "SIGKILL" ? "killed" : signal}`;
  const reason = code === 0 ? "Runtime exited without providing a reason" : `Runtime exited with error: ${how}`;
  return {
    ok: false,
    errorType: "Runtime.ExitError",
    errorMessage: `RequestId: ${requestId} Error: ${reason}`,
    trace: [],
  };
};

/** Answers the folder with the code of a zip file, which is unpacked once for each thing that it was. */
const unpackingTo = (folder: string) => {
  const taskRoots = new Map<string, string>();
  return (code: string): string => {
    const { mtimeMs, size } = statSync(code);
    const stamp = JSON.stringify([code, mtimeMs, size]);
    const known = taskRoots.get(stamp);
    if (known !== undefined) return known;
    const root = join(folder, String(taskRoots.size));
    for (const [name, content] of Object.entries(unzipSync(readFileSync(code)))) {
      if (name.endsWith("/")) continue;
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), content);
    }
    taskRoots.set(stamp, root);
    return root;
  };
};

/**
 * "The Node.js runtime includes … the AWS SDK for JavaScript v3": beside whatever is unpacked in the folder, code finds it by its name.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
const provideSdk = (folder: string): void => {
  const client = createRequire(import.meta.url).resolve("@aws-sdk/client-sfn");
  const scope = `${sep}@aws-sdk`;
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(client.slice(0, client.lastIndexOf(`${scope}${sep}`)) + scope, join(folder, "node_modules", "@aws-sdk"));
};

/**
 * On AWS functions share no processor with load balancers, instances and their clients. Here they do, and a cold start takes a whole one for
 * a while: traffic goes first.
 */
const afterTraffic = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It is gone already, or nobody may do this here: then it runs as everything else does.
  }
};

/**
 * Runs a command with what the rest of the machine leaves of its processors, and lets go of it as soon as anything else wants it; a lower
 * priority keeps it for a while. https://man7.org/linux/man-pages/man7/sched.7.html (SCHED_IDLE)
 */
const chrt = ["/usr/bin/chrt", "/bin/chrt"].find((path) => existsSync(path));

const startChild = (
  bootstrap: string,
  boot: ProcessBoot,
  variables: EnvironmentBoot["variables"],
  whenIdle: boolean,
): ChildProcess => {
  const child = fork(bootstrap, [JSON.stringify(boot)], {
    cwd: boot.taskRoot,
    // Nothing of ours: a function sees what Lambda would show it.
    env: { ...variables, LAMBDA_TASK_ROOT: boot.taskRoot },
    ...(whenIdle && chrt !== undefined
      ? { execPath: chrt, execArgv: ["--idle", "0", process.execPath] }
      : { execArgv: [] }),
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  afterTraffic(child);
  return child;
};

/** Each line that the process writes by itself. */
const onOutput = (child: ChildProcess, tell: (line: string) => void): void => {
  for (const stream of [child.stdout, child.stderr])
    if (stream !== null) createInterface({ input: stream }).on("line", tell);
};

const order = (child: ChildProcess, what: ToProcess): void => {
  child.send(what, () => {});
};

/** The execution environment that a process is. `gone` is called when it has ended. */
const speakWith = (child: ChildProcess, { log, ended }: EnvironmentBoot, gone: () => void): ExecutionEnvironment => {
  let current: { readonly requestId: string; readonly settle: (outcome: FunctionOutcome) => void } | undefined;
  let lastWord: FunctionOutcome | undefined;
  let end: ((requestId: string) => FunctionOutcome) | undefined;
  const initialisation = Promise.withResolvers<Initialisation>();
  const initLimit = setTimeout(() => child.kill("SIGKILL"), INIT_LIMIT);
  const settle = (outcome: FunctionOutcome) => {
    const settled = current;
    current = undefined;
    settled?.settle(outcome);
  };

  child.on("message", (received) => {
    const message = received as FromProcess;
    if (message.type === "log") log(message.line);
    else if (message.type === "outcome") settle(message.outcome);
    else if (message.type === "dying") lastWord = message.outcome;
    else {
      clearTimeout(initLimit);
      initialisation.resolve({ ok: true, milliseconds: message.milliseconds });
    }
  });
  onOutput(child, (message) => log({ requestId: current?.requestId, level: "INFO", message, isRaw: true }));

  const onGone = (code: number | null, signal: NodeJS.Signals | null) => {
    clearTimeout(initLimit);
    gone();
    end = (requestId) => died(requestId, code, signal);
    initialisation.resolve({ ok: false, outcome: lastWord ?? end("") });
    if (current !== undefined) settle(lastWord ?? end(current.requestId));
    ended();
  };
  child.on("exit", (code, signal) => {
    // The last message may still be on its way when the process is already gone.
    if (child.connected) child.once("disconnect", () => onGone(code, signal));
    else onGone(code, signal);
  });
  child.on("error", () => onGone(1, null));

  return {
    initialised: initialisation.promise,
    invoke: (invocation: Invocation) =>
      new Promise((resolve) => {
        if (end !== undefined) return resolve(end(invocation.requestId));
        current = { requestId: invocation.requestId, settle: resolve };
        order(child, { type: "invoke", invocation });
      }),
    kill: () => {
      child.kill("SIGKILL");
    },
  };
};

/**
 * Runs every execution environment as a Node.js process of its own, on the packaged code, in the world's time; `whenIdle`, where Linux has
 * `chrt`, on what everything else leaves of the processors.
 */
export const createFunctionLauncher = (clock: WallClock, whenIdle = false): FunctionLauncher => {
  const unpacked = mkdtempSync(join(tmpdir(), "playground-functions-"));
  // Compiled once: to strip the types in every process would make each cold start half as long again.
  const bootstrap = join(unpacked, "bootstrap.mjs");
  buildSync({
    entryPoints: [join(import.meta.dirname, "bootstrap.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: bootstrap,
  });
  provideSdk(unpacked);
  const processes = new Set<ChildProcess>();

  const killAll = () => {
    for (const child of processes) child.kill("SIGKILL");
    rmSync(unpacked, { recursive: true, force: true });
  };
  process.once("exit", killAll);

  const taskRoot = unpackingTo(unpacked);
  const unfollow = clock.onScale((time) => {
    for (const child of processes) if (child.connected) order(child, { type: "time", time });
  });

  return {
    launch(boot) {
      const root = taskRoot(boot.code);
      const child = startChild(
        bootstrap,
        { handler: boot.handler, taskRoot: root, time: clock.scale() },
        boot.variables,
        whenIdle,
      );
      processes.add(child);
      return speakWith(child, boot, () => processes.delete(child));
    },
    async stop() {
      process.off("exit", killAll);
      unfollow();
      // One that has exited may still be here, until its last message has arrived: it will not exit again.
      const running = [...processes].filter((child) => child.exitCode === null && child.signalCode === null);
      const gone = running.map((child) => new Promise((resolve) => child.once("exit", resolve)));
      killAll();
      await Promise.all(gone);
    },
  };
};
