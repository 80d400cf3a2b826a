/** A world of the benchmark, in a process of its own, and what is asked of it: by the SDK, and by the playground's admin API. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Trait } from "@sarcelle/playground/traits";
import { adminOf } from "../../story/admin.ts";

/** How many times faster than the machine's the world's clock goes where what is measured takes hours. */
export const fast = 10;

/** What `served-world.ts` is started with. */
export interface ServedPlan {
  /** The folder of the repository whose playground, and whose packaged functions, are to run. */
  readonly checkout: string;
  readonly template?: string | undefined;
  readonly stackName?: string;
  readonly speed: number;
  readonly without: readonly Trait[];
  readonly pages?: "aws" | "small";
  /** Functions run on what the rest leaves of the processors: on AWS they share none with the load balancer. */
  readonly idleFunctions?: boolean;
}

export interface ServedWorld {
  readonly url: string;
}

/** Starts a playground in a process of its own; rejects if it does not come up. Whoever starts it stops it. */
export const startServed = async (plan: ServedPlan) => {
  const script = fileURLToPath(new URL("served-world.ts", import.meta.url));
  const child = fork(script, [JSON.stringify(plan)], {
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const gone = once(child, "exit");
  const [{ url }] = (await Promise.race([
    once(child, "message"),
    gone.then(([code]) => {
      throw new Error(`The playground of ${plan.checkout} did not start: it ended with ${code}.`);
    }),
  ])) as [ServedWorld];
  return {
    url,
    pid: child.pid,
    admin: adminOf(url),
    async stop() {
      if (child.connected) child.send("stop");
      const tooLong = setTimeout(() => child.kill("SIGKILL"), 30_000);
      await gone;
      clearTimeout(tooLong);
    },
  };
};
