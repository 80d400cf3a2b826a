/** The `sarcelle` command as people type it, each with credentials of their own, in processes against one world. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const repository = join(import.meta.dirname, "../..");

export interface PersonsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Resolves with the first line that a process says of that form. */
const saidBy = (child: ChildProcess, form: RegExp): Promise<RegExpExecArray> =>
  new Promise((resolve, reject) => {
    if (child.stdout === null) throw new TypeError("Its output is read.");
    const said: string[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => {
      said.push(line);
      const found = form.exec(line);
      if (found !== null) resolve(found);
    });
    child.once("exit", (code) => reject(new Error(`It ended with ${code}, and said:\n${said.join("\n")}`)));
  });

const run = (
  argv: readonly string[],
  world: { readonly url: string; readonly region: string },
  by: PersonsCredentials,
) =>
  spawn(process.execPath, [join(repository, "command/sarcelle.ts"), ...argv], {
    cwd: repository,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: world.url,
      AWS_REGION: world.region,
      AWS_ACCESS_KEY_ID: by.accessKeyId,
      AWS_SECRET_ACCESS_KEY: by.secretAccessKey,
    },
  });

/** What is typed against that world. Whoever types ends what still runs. */
export const commandsIn = (world: { readonly url: string; readonly region: string }) => {
  const children = new Set<ChildProcess>();
  const started = (argv: readonly string[], by: PersonsCredentials) => {
    const child = run(argv, world, by);
    children.add(child);
    child.once("exit", () => children.delete(child));
    return child;
  };
  /** Ends it, as somebody does who means it well; or not. */
  const end = async (child: ChildProcess, signal: "SIGTERM" | "SIGKILL" = "SIGTERM") => {
    if (!children.has(child)) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  };
  return {
    /** Types a command, to its end; rejects with what it said if that is no success. */
    async typed(argv: readonly string[], by: PersonsCredentials): Promise<string> {
      const child = started(argv, by);
      let said = "";
      for (const stream of [child.stdout, child.stderr])
        stream?.on("data", (chunk: Buffer) => {
          said += chunk.toString();
        });
      const [code] = await once(child, "close");
      if (code !== 0) throw new Error(`'sarcelle ${argv.join(" ")}' ended with ${code}: ${said}`);
      return said;
    },
    /** A console; answers the address of the environment's page, with its token. */
    async console(environment: string, by: PersonsCredentials, ...options: readonly string[]) {
      const child = started(["console", environment, ...options], by);
      const [address] = await saidBy(child, /http:\/\/127\.0\.0\.1:\d+\S*/);
      return { address, stop: (signal?: "SIGTERM" | "SIGKILL") => end(child, signal) };
    },
    async endAll() {
      await Promise.all([...children].map((child) => end(child)));
    },
  };
};
