/** How traffic moves from one side to the other: all of it at once, or in parts with waits between, in which the release is watched. */
import * as z from "zod";
import { strictObject } from "./schema.ts";

const percent = z
  .int("expected a whole number of percent")
  .min(1, "a move of 0 % moves nothing: expected 1 to 100")
  .max(100, "expected 1 to 100");
const part = percent.max(99, "expected 1 to 99: a part of the traffic");
/** Seconds. */
const wait = z.int().min(1).max(86_400);

const step = strictObject({ percent, wait: wait.optional() });

const steps = strictObject({ type: z.literal("steps"), steps: z.array(step).min(1) }).superRefine(
  ({ steps: all }, context) => {
    const refuse = (index: number, field: string, message: string) =>
      context.addIssue({ code: "custom", path: ["steps", index, field], message });
    for (const [index, each] of all.entries()) {
      const before = all[index - 1];
      const isLast = index === all.length - 1;
      if (before !== undefined && each.percent <= before.percent)
        refuse(index, "percent", `found ${each.percent} after ${before.percent}; expected more with each step`);
      if (isLast && each.percent !== 100)
        refuse(index, "percent", `the last step ends at ${each.percent} %; expected 100, all of the traffic`);
      if (isLast && each.wait !== undefined)
        refuse(index, "wait", "after the last step nothing is waited for; a release bakes: bake.seconds");
      if (!isLast && each.wait === undefined) refuse(index, "wait", "expected seconds until the next step");
    }
  },
);

/** Percentages are whole and of all of the traffic; each `wait` lasts from one move to the next, in seconds. */
export const strategySchema = z.discriminatedUnion(
  "type",
  [
    strictObject({ type: z.literal("all-at-once") }),
    strictObject({ type: z.literal("canary"), percent: part, wait }),
    strictObject({ type: z.literal("linear"), percent: part, wait }),
    steps,
  ],
  {
    error: ({ code, input }) =>
      code === "invalid_union"
        ? `found type ${JSON.stringify((input as { readonly type?: unknown }).type) ?? "nothing"}; expected all-at-once, canary, linear or steps`
        : `found ${JSON.stringify(input)}; expected an object with type: all-at-once, canary, linear or steps`,
  },
);

export type Strategy = Readonly<z.infer<typeof strategySchema>>;

/** As it was before there were others. */
export const allAtOnce: Strategy = { type: "all-at-once" };

/** One change of weights on the way. */
export interface Move {
  /** The share of all traffic that the side which gets it has then, 1 to 100. */
  readonly percent: number;
  /** Until the next move; 0 after the last. */
  readonly waitSeconds: number;
}

const last: Move = { percent: 100, waitSeconds: 0 };

/** The moves of a strategy, in their order; the last is one to 100 %. */
export const movesOf = (strategy: Strategy): readonly Move[] => {
  switch (strategy.type) {
    case "all-at-once":
      return [last];
    case "canary":
      return [{ percent: strategy.percent, waitSeconds: strategy.wait }, last];
    case "linear": {
      const parts = Math.ceil(100 / strategy.percent) - 1;
      const move = (_: unknown, index: number): Move => ({
        percent: (index + 1) * strategy.percent,
        waitSeconds: strategy.wait,
      });
      return [...Array.from({ length: parts }, move), last];
    }
    case "steps":
      return strategy.steps.map((each) => ({ percent: each.percent, waitSeconds: each.wait ?? 0 }));
  }
};

/** `10 %, after 300 s 100 %`. */
export const strategyInWords = (strategy: Strategy): string =>
  movesOf(strategy)
    .map(({ percent: share }, index, moves) => {
      const before = moves[index - 1];
      return before === undefined ? `${share} %` : `after ${before.waitSeconds} s ${share} %`;
    })
    .join(", ");
