/** A part of chaos: `npm run chaos` runs as much of it as is wanted. */
import { expect, inject, it } from "vitest";
import { chaosText, seedOf, summarise } from "../../proof/chaos/chaos.ts";
import { runChaos } from "../../proof/chaos/run.ts";

const template = inject("template");
const seed = 2026;
const runs = 12;

it(`no invariant breaks in ${runs} runs of random deployments under random troubles`, async () => {
  const results = [];
  for (let run = 0; run < runs; run++) results.push(await runChaos(seedOf(seed, run), template));
  const chaos = summarise(seed, results, 0);
  expect(chaos.broken, chaosText(chaos)).toEqual([]);
  expect(chaos.steps).toBeGreaterThan(runs);
  expect(chaos.faults).toBeGreaterThan(0);
}, 300_000);

it("the same seed gives the same run, and another seed another one", async () => {
  const [first, second] = [await runChaos(seed, template), await runChaos(seed, template)];
  expect(first.story.length).toBeGreaterThan(5);
  expect(second).toEqual(first);
  expect((await runChaos(seedOf(seed, 1), template)).story).not.toEqual(first.story);
}, 120_000);
