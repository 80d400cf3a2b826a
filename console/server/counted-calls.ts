/** How many calls of AWS a piece of work makes, each of the SDK's tries counted: AWS counts those. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { CallCount } from "../due.ts";

interface Tally {
  all: number;
  balancing: number;
}

const tallies = new AsyncLocalStorage<Tally>();

type Handler = (args: object) => Promise<object>;

interface Stack {
  add(
    middleware: (next: Handler) => Handler,
    options: { readonly step: "finalizeRequest"; readonly priority: "low"; readonly name: string },
  ): void;
}

/** The client, each try of whose calls counts for the work that makes it; `kind` says which budget it is of. */
export const countedClient = <Client extends object>(client: Client, kind: "balancing" | "other" = "other"): Client => {
  // After the SDK's retries, which stand before it in that step.
  (client as { readonly middlewareStack: Stack }).middlewareStack.add(
    (next) => (args) => {
      const tally = tallies.getStore();
      if (tally !== undefined) {
        tally.all++;
        if (kind === "balancing") tally.balancing++;
      }
      return next(args);
    },
    { step: "finalizeRequest", priority: "low", name: "countedCalls" },
  );
  return client;
};

/** Does some work, and answers what it came to and what it took; also of work that failed. */
export const counting = async <Answer>(
  work: () => Promise<Answer>,
): Promise<{ readonly answer: PromiseSettledResult<Answer>; readonly took: CallCount }> => {
  const tally: Tally = { all: 0, balancing: 0 };
  const [answer] = await tallies.run(tally, () => Promise.allSettled([work()]));
  return { answer, took: { ...tally } };
};
