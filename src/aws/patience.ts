/**
 * Waits for AWS's throttling to pass, in the course of an invocation: a step that ended by it would ask all again from its first call, and
 * many that do so keep each other from ever coming to their last. https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-throttling.html
 */
import type { Clock } from "../clock.ts";
import { Throttled } from "../errors.ts";
import { countThrottled, patientUntil, spreadBy } from "../throttling-met.ts";
import { namedError } from "./error-mapping.ts";

export interface Patience {
  /** The first wait is at most so long, in milliseconds; each one after it at most twice the one before. */
  readonly first: number;
  /** No wait is longer. */
  readonly longest: number;
}

/** Of whoever changes something: as soon as it can be. */
export const ofWhoActs: Patience = { first: 1_000, longest: 8_000 };
/** Of whoever only keeps a record: others go first. */
export const ofWhoWatches: Patience = { first: 8_000, longest: 16_000 };

interface Output {
  readonly $metadata?: { readonly attempts?: number };
}
type Handler = (args: object) => Promise<{ readonly output: Output }>;

interface Client {
  readonly middlewareStack: {
    add(
      middleware: (next: Handler, context: { readonly commandName?: string }) => Handler,
      options: { readonly step: "initialize"; readonly name: string },
    ): void;
  };
}

/** The client, whose throttled calls are made again, spread, as long as the invocation has time for it; then they throw as without. */
export const patient = <C extends object>(client: C, { first, longest }: Patience, clock: Clock): C => {
  (client as unknown as Client).middlewareStack.add(
    (next, { commandName = "a call" }) =>
      async (args) => {
        for (let most = first; ; most = Math.min(2 * most, longest)) {
          try {
            const answer = await next(args);
            countThrottled((answer.output.$metadata?.attempts ?? 1) - 1);
            return answer;
          } catch (error) {
            if (!(namedError(error, commandName) instanceof Throttled)) throw error;
            countThrottled(1, 1);
            const wait = Math.ceil(most * (0.5 + spreadBy(clock.now()) / 2));
            if (clock.now() + wait > patientUntil()) throw error;
            await clock.sleep(wait);
          }
        }
      },
    { step: "initialize", name: "sarcellePatience" },
  );
  return client;
};
