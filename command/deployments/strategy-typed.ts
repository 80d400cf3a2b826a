/** A strategy as it is typed in one word. */
import { UsageError } from "../usage-error.ts";

const number = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;

/** `10:300`: so many percent, and seconds until the next move. */
const move = (text: string): { readonly percent: number | undefined; readonly wait?: number | undefined } => {
  const [percent, wait, more] = text.split(":");
  if (more !== undefined) return { percent: undefined };
  return { percent: number(percent), ...(wait === undefined ? {} : { wait: number(wait) ?? Number.NaN }) };
};

/**
 * The strategy that `all-at-once`, `canary:10:300`, `linear:20:60` or `steps:10:300,50:300,100` says, unchecked but for its form: what
 * takes it says what is wrong with its numbers. Throws `UsageError`.
 */
export const strategyTyped = (typed: string): object => {
  const colon = typed.indexOf(":");
  const type = colon === -1 ? typed : typed.slice(0, colon);
  const rest = colon === -1 ? undefined : typed.slice(colon + 1);
  const moves = rest?.split(",").map(move) ?? [];
  const isRead = moves.every(({ percent, wait }) => percent !== undefined && !Number.isNaN(wait));
  const isForm = {
    "all-at-once": rest === undefined,
    canary: moves.length === 1 && moves[0]?.wait !== undefined,
    linear: moves.length === 1 && moves[0]?.wait !== undefined,
    steps: moves.length > 0,
  }[type];
  if (isForm !== true || !isRead)
    throw new UsageError(
      `'${typed}' is no strategy; expected all-at-once, canary:PERCENT:SECONDS, linear:PERCENT:SECONDS or steps:PERCENT:SECONDS,…,100.`,
    );
  return { type, ...(type === "steps" ? { steps: moves } : moves[0]) };
};
