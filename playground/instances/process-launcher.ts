import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import type { InstanceLauncher, RunningInstance } from "../world/neighbours.ts";
import { addressOf, givenAddress, ownAddress, type Place, placeBeside, sharedAddress } from "./loopback.ts";
import { createReaper, type Reaper } from "./reaper.ts";

/** What an image boots into: any command that serves on the address and the ports in its environment. */
export interface ProcessImage {
  readonly command: readonly string[];
  /** The ports it serves, as targets name them. */
  readonly ports: readonly number[];
  /** Whether it serves any other port as well, told of it on its standard input: a line with the port, and the one to listen on. */
  readonly servesWhatIsAsked?: boolean;
  /** Where the command runs; by default where the playground does. */
  readonly folder?: string;
}

export interface ProcessLauncherOptions {
  /** What each image boots into, by the image's id. */
  readonly images: (imageId: string) => ProcessImage | undefined;
  /** PEM texts, for services that speak TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** How many times as fast the world's clock runs, for services that wait. */
  readonly speed?: number;
  /** From SIGTERM to SIGKILL, in real milliseconds; 2,000 by default. */
  readonly patience?: number;
  /** Chooses where an instance serves; by default at its private address, or where the system lets it. */
  readonly place?: (ports: readonly number[]) => Place;
  /** Is told of a process that ended by itself. */
  readonly tell?: (line: string) => void;
}

export type ProcessLauncher = InstanceLauncher & {
  /** Ends every process. */
  stop(): Promise<void>;
  /** Kills an instance's process on the spot: the service dies, the instance does not. */
  kill(instance: string): void;
};

type Boot = Parameters<InstanceLauncher["launch"]>[0];

/** Runs instances as processes of this machine. */
export const createInstanceLauncher = (options: ProcessLauncherOptions): ProcessLauncher => {
  const machines = new Map<string, Machine>();
  let reaper: Reaper | undefined;

  return {
    launch(boot) {
      const image = options.images(boot.imageId);
      if (image === undefined) throw new Error(`no process for the image ${boot.imageId}`);
      const where = options.place?.(image.ports) ?? placeOf(boot.privateIpAddress, image.ports);
      reaper ??= createReaper();
      const machine = startMachine({
        command: image.command,
        folder: image.folder,
        listens: image.servesWhatIsAsked === true,
        env: environmentOf(boot, where, options),
        patience: options.patience ?? 2000,
        reaper,
        ended(reason) {
          // A stopped instance that was started again runs another process by now.
          if (machines.get(boot.id) === machine) machines.delete(boot.id);
          if (reason === undefined) return;
          options.tell?.(`${boot.id} (${boot.imageId}) ended by itself: ${reason}`);
          boot.exited(reason);
        },
      });
      machines.set(boot.id, machine);
      const serve = (port: number) => {
        if (image.servesWhatIsAsked !== true) return undefined;
        const another = placeBeside(where, port);
        where.ports.set(port, another.port);
        machine.say(`${port} ${another.port}`);
        return another;
      };
      return {
        address: (port) => addressOf(where, port) ?? serve(port),
        report: () => ({
          host: where.host,
          ports: Object.fromEntries(where.ports),
          process: machine.process,
          output: machine.output(),
        }),
        stop: machine.stop,
      };
    },
    kill: (instance) => machines.get(instance)?.kill(),
    async stop() {
      await Promise.all([...machines.values()].map((machine) => machine.stop()));
      reaper?.stop();
      reaper = undefined;
    },
  };
};

/** At its private address, if that is this machine's; else at an own one, or at free ports of the common one. */
const placeOf = (privateIpAddress: string | undefined, ports: readonly number[]): Place => {
  if (process.platform !== "linux") return sharedAddress(ports);
  return privateIpAddress?.startsWith("127.") ? givenAddress(privateIpAddress, ports) : ownAddress(ports);
};

/** All that the process is told. Of this process's own environment it gets PATH alone. */
const environmentOf = (boot: Boot, { host, ports }: Place, { tls, speed = 1 }: ProcessLauncherOptions) => ({
  PATH: process.env.PATH ?? "",
  INSTANCE_ID: boot.id,
  ADDRESS: host,
  ...Object.fromEntries([...ports].map(([port, real]) => [`PORT_${port}`, String(real)])),
  // No variable can hold NUL; user data that has it is binary, and nothing for an environment.
  USER_DATA: boot.userData.replaceAll("\0", ""),
  SPEED: String(speed),
  // `aws:autoscaling:groupName` → `TAG_aws_autoscaling_groupName`: names that a shell can read.
  ...Object.fromEntries(Object.entries(boot.tags).map(([key, value]) => [`TAG_${key.replace(/\W/g, "_")}`, value])),
  ...(tls === undefined ? {} : { TLS_KEY: tls.key, TLS_CERT: tls.cert }),
});

interface Machine {
  readonly stop: RunningInstance["stop"];
  kill(): void;
  /** Writes a line to its standard input, if it has one. */
  say(line: string): void;
  readonly process: number | undefined;
  /** The last of what it printed. */
  output(): string;
}

/** As much as GetConsoleOutput answers: "the most recent 64 KB". */
const outputLimit = 65_536;

/** Starts a command in a process group of its own. `ended` gets the reason, unless it was asked to end. */
const startMachine = (start: {
  readonly command: readonly string[];
  readonly folder: string | undefined;
  readonly listens: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly patience: number;
  readonly reaper: Reaper;
  readonly ended: (reason: string | undefined) => void;
}): Machine => {
  const { env, patience, reaper, ended } = start;
  const [command = "", ...parameters] = start.command;
  const child = spawn(command, parameters, {
    env,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
    ...(start.folder === undefined ? {} : { cwd: start.folder }),
  });
  if (child.pid !== undefined) reaper.watch(child.pid);
  // One that has ended hears nothing.
  child.stdin.on("error", () => {});
  if (!start.listens) child.stdin.end();
  const printed = printedBy(child);
  let asked = false;
  let over = false;
  const gone = new Promise<void>((resolve) => {
    const finish = (how: string) => {
      over = true;
      if (child.pid !== undefined) reaper.forget(child.pid);
      const reason = [how, printed.lastError()].filter((part) => part !== "").join(": ");
      ended(asked ? undefined : reason);
      resolve();
    };
    child.once("error", (error) => finish(error.message));
    child.once("exit", () => {
      // Whatever the command left in its group goes with it; whatever left the group must not hold the pipe open.
      signal(child, "SIGKILL");
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, 100);
    });
    child.once("close", (code, byWhat) => finish(byWhat === null ? `exit code ${code}` : `ended by ${byWhat}`));
  });
  return {
    process: child.pid,
    output: printed.output,
    say: (line) => void child.stdin.write(`${line}\n`),
    async stop() {
      asked = true;
      // A group that is gone must not be signalled: its number may be another's by now.
      if (over) return;
      signal(child, "SIGTERM");
      const impatience = setTimeout(() => signal(child, "SIGKILL"), patience);
      await gone;
      clearTimeout(impatience);
    },
    kill: () => signal(child, "SIGKILL"),
  };
};

/** Keeps the last of what a process prints. */
const printedBy = ({ stdout, stderr }: { readonly stdout: Readable; readonly stderr: Readable }) => {
  let output = "";
  let errors = "";
  const print = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-outputLimit);
  };
  stdout.on("data", print);
  stderr.on("data", (chunk: Buffer) => {
    print(chunk);
    errors = (errors + chunk.toString()).slice(-2000);
  });
  return { output: () => output, lastError: () => errors.trim().split("\n").at(-1) };
};

/** Signals the whole process group: a command may have started others. */
const signal = ({ pid }: ChildProcess, name: NodeJS.Signals) => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // The group is gone already.
  }
};
