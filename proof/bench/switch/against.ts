/** From StartExecution to the last listener: the functions of both versions in this playground, without what version 0.1 does not survive. */
import { fileURLToPath } from "node:url";
import { traitNames } from "@sarcelle/playground/traits";
import { checkOutVersionOne, packagedIn } from "../version-one.ts";
import type { BenchPart } from "./part.ts";
import { median } from "./switching.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));

/** Switches in both in turns; version 0.1 knows none of the playground's traits, so that neither world has them. */
export const measureAgainst = async ({ quick, template, say, found, judge, open }: BenchPart): Promise<void> => {
  const without = traitNames;
  const packaged = packagedIn(checkOutVersionOne(say));
  const before = await open({ checkout: repository, template: packaged, without, of01: true });
  const now = await open({ checkout: repository, template, without });
  await Promise.all([before.blueGreen(), now.blueGreen()]);
  say("both are blue and green");
  const took: { readonly before: number[]; readonly now: number[] } = { before: [], now: [] };
  let states: unknown;
  for (let n = 0; n < (quick ? 2 : 6); n++) {
    took.before.push(Math.max(...(await before.run({ action: "switch" })).turns));
    const own = await now.run({ action: "switch" });
    took.now.push(Math.max(...own.turns));
    ({ states } = own);
    say(`switch ${n + 1}: version 0.1 ${took.before.at(-1)} ms, now ${took.now.at(-1)} ms`);
  }
  const [old, own] = [median(took.before), median(took.now)];
  found({ toLastListener: { "0.1": old, now: own, without, states } });
  judge(`${own} ms from StartExecution to the last listener, version 0.1 ${old} ms: at most half`, own <= 0.5 * old);
};
