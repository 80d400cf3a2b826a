/** What the console asks of AWS and how soon it shows what happens, beside a deployment in real seconds, and beside `sarcelle status` typed again and again. */
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { type WatchedService, watchedEnvironment } from "../../console/watched-service.ts";
import { type LiveFigures, mostInAMinute, ninetyFifth } from "./budgets.ts";
import { type WorldTime, worldAt } from "./world-time.ts";

/** How often a person has `sarcelle status` typed, in milliseconds. */
const statusEvery = 5_000;
/** How often the world is asked what time it is there. */
const timesEvery = 500;
/** How long nothing happens before it is measured what that costs: what a deployment did is measured, and told, minutes after it. */
const calm = 240_000;
/** How often is looked whether a side is still held: the end of a hold is a deployment. */
const holdEvery = 10_000;
const idleFor = 120_000;

/** Notes when each change was first on the screen, and when who gets the traffic was. */
const noting = `
  globalThis.seen = { changes: {}, moved: null };
  new MutationObserver(() => {
    const now = Date.now();
    for (const entry of document.querySelectorAll(".journal > li")) {
      const at = entry.querySelector("time")?.dateTime;
      const what = at + " " + entry.querySelector(".what")?.textContent;
      if (at !== undefined) globalThis.seen.changes[what] ??= { at: Date.parse(at), seen: now };
    }
    if (document.querySelector("output")?.textContent.includes("release 2 on green")) globalThis.seen.moved ??= now;
  }).observe(document, { subtree: true, childList: true, characterData: true });
`;

interface Seen {
  readonly changes: Readonly<Record<string, { readonly at: number; readonly seen: number }>>;
  readonly moved: number | null;
}

/** Types the command every five seconds until it is told to stop; answers when it first said that green has the traffic. */
const statusAgainAndAgain = (service: WatchedService, by: Parameters<WatchedService["typed"]>[1]) => {
  let isOver = false;
  let moved: number | null = null;
  const typing = (async () => {
    while (!isOver) {
      const next = pause(statusEvery);
      // Who asks so often may be throttled: then the next says it.
      const said = await service.typed(["status", watchedEnvironment], by).catch(() => "");
      if (moved === null && said.includes("traffic on green")) moved = Date.now();
      await next;
    }
  })();
  return {
    async stop() {
      isOver = true;
      await typing;
      return moved;
    },
  };
};

/** Notes the world's time again and again until it is told to stop; answers what is known of it. */
const worldTimes = (service: WatchedService) => {
  const known: WorldTime[] = [];
  let isOver = false;
  const noting = (async () => {
    while (!isOver) {
      const asked = Date.now();
      const world = await service.now();
      known.push({ here: (asked + Date.now()) / 2, world });
      await pause(timesEvery);
    }
  })();
  return {
    async stop(): Promise<readonly WorldTime[]> {
      isOver = true;
      await noting;
      return known;
    },
  };
};

/** Until nothing keeps a side from shrinking any more. */
const heldNoMore = async (service: WatchedService) => {
  while ((await service.typed(["status", watchedEnvironment])).includes("keeps its minimum")) await pause(holdEvery);
};

/** The page is looked at through a release and in quiet. The world has to be at the speed of the clock. */
export const liveFigures = async (browser: Browser, service: WatchedService): Promise<LiveFigures> => {
  const [looking, typing] = await Promise.all([service.person("looking"), service.person("typing")]);
  const console = await service.console(looking);
  try {
    const page: Page = await (await browser.newContext({ viewport: { width: 1_280, height: 900 } })).newPage();
    await page.addInitScript(noting);
    await page.goto(console.address);
    await page.getByRole("status").waitFor();
    const beside = statusAgainAndAgain(service, typing);
    const began = await service.now();
    const times = worldTimes(service);
    await service.typed(["release", watchedEnvironment, "--release", "examples/release-2.yml", "--wait"]);
    const ended = await service.now();
    const statusSawMove = await beside.stop();
    const known = await times.stop();
    const { changes, moved } = await page.evaluate<Seen>("globalThis.seen");
    await heldNoMore(service);
    await pause(calm);
    const quietFrom = await service.now();
    await pause(idleFor);
    const quietUntil = await service.now();
    const calls = await service.calls();
    const by = (person: string, from: number, to: number) =>
      calls.filter(({ principal, time }) => principal?.endsWith(`/${person}`) === true && time >= from && time < to);
    const move = calls.find(({ operation, time }) => operation === "ModifyListener" && time >= began);
    const after = (when: number | null) =>
      when === null || move === undefined ? Number.NaN : worldAt(known, when) - move.time;
    const lags = Object.values(changes)
      .filter(({ at }) => at >= began)
      .map(({ at, seen }) => worldAt(known, seen) - at);
    return {
      changeToScreen: { p95: ninetyFifth(lags), changes: lags.length },
      running: mostInAMinute(by("looking", began, ended)),
      idle: mostInAMinute(by("looking", quietFrom, quietUntil)),
      moveSeenAfter: after(moved),
      beside: { running: mostInAMinute(by("typing", began, ended)), moveSeenAfter: after(statusSawMove) },
    };
  } finally {
    await console.stop();
  }
};
