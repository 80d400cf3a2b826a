/** What the page weighs and takes, served as it is served to people, with snapshots that are made instead of read. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { buildPage } from "../../../console/page/build.ts";
import type { PageSnapshot } from "../../../console/snapshot.ts";
import { fixtures } from "../../../console/test/fixtures.ts";
import { servedByHand } from "../../../console/test/served.ts";
import { median } from "../switch/switching.ts";
import { ninetyFifth, type PageFigures } from "./budgets.ts";

const widths = [420, 1_280, 1_920];
const rounds = 5;
const snapshotsSent = 40;

const fixture = (name: string): PageSnapshot => {
  const found = fixtures[name];
  if (found === undefined) throw new TypeError(`There is no fixture '${name}'.`);
  return found;
};

/** A server of a page that has one word. */
const servedEmpty = async () => {
  const server = createServer((_request, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end("<!doctype html><html lang=en><title>Empty</title><p>Empty</p></html>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
};

/** Notes, of each snapshot, when it came and when it was on the screen: what the browser does after the frame that shows it. */
const noting = `
  globalThis.shown = [];
  const listen = EventSource.prototype.addEventListener;
  EventSource.prototype.addEventListener = function (type, listener) {
    if (type !== "snapshot") return listen.call(this, type, listener);
    return listen.call(this, type, (event) => {
      const came = performance.now();
      listener(event);
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        const shown = performance.now();
        globalThis.shown.push({ n: JSON.parse(event.data).n, took: shown - came, at: performance.timeOrigin + shown });
      };
      requestAnimationFrame(() => channel.port2.postMessage(null));
    });
  };
`;

interface Shown {
  readonly n: number;
  readonly took: number;
  readonly at: number;
}

/** Asks until there is an answer; from here, since the page's Content-Security-Policy lets nothing be evaluated again and again in it. */
const answerOf = async <Answer>(page: Page, expression: string): Promise<Answer> => {
  for (;;) {
    const answer = await page.evaluate<Answer | false | undefined>(expression);
    if (answer !== false && answer !== undefined) return answer;
    await pause(20);
  }
};

const shownBy = (page: Page, count: number) =>
  answerOf<readonly Shown[]>(page, `globalThis.shown.length >= ${count} && globalThis.shown`);

const firstPaint = async (browser: Browser, url: string, width: number): Promise<number> => {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  await page.goto(url);
  const paint = await answerOf<number>(page, "performance.getEntriesByName('first-contentful-paint')[0]?.startTime");
  await context.close();
  return paint;
};

/** Each width in turns: what else the machine does meets both. */
const firstPaints = async (browser: Browser, address: () => string, empty: string) => {
  const measured = [];
  for (const width of widths) {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(await firstPaint(browser, address(), width));
      theirs.push(await firstPaint(browser, empty, width));
    }
    measured.push({ width, page: median(ours), empty: median(theirs) });
  }
  return measured;
};

/** Loads the page in that browser, and measures it. */
export const pageFigures = async (browser: Browser): Promise<PageFigures> => {
  const { html } = await buildPage();
  const server = await servedByHand(fixture("baking"));
  const empty = await servedEmpty();
  try {
    const context = await browser.newContext({ viewport: { width: 1_280, height: 900 } });
    const page = await context.newPage();
    await page.addInitScript(noting);
    const answers: string[] = [];
    page.on("request", (request) => answers.push(`${request.resourceType()} ${new URL(request.url()).origin}`));
    const address = server.address("/web-live");
    await page.goto(address);
    await shownBy(page, 1);
    const sentAt: number[] = [];
    let count = 1;
    const show = async (snapshot: PageSnapshot) => {
      sentAt.push(performance.timeOrigin + performance.now());
      server.send(snapshot);
      return (await shownBy(page, ++count)).at(-1)?.took ?? Number.NaN;
    };
    for (let n = 0; n < snapshotsSent; n++) await show(fixture(n % 2 === 0 ? "rolled-back" : "baking"));
    const shown = (await shownBy(page, count)).slice(1);
    const answerToScreen = ninetyFifth(shown.map(({ at }, n) => at - (sentAt[n] ?? Number.NaN)));
    const rendering = async (name: string) => {
      const taken: number[] = [];
      for (let round = 0; round < rounds; round++) {
        await show(fixture("empty-fleet"));
        taken.push(await show(fixture(name)));
      }
      return median(taken);
    };
    const render = {
      entries500: await rendering("500-changes"),
      environments200: await rendering("200-environments"),
    };
    const own = new URL(address).origin;
    return {
      kilobytes: Math.round((gzipSync(html, { level: 9 }).length / 1_024) * 10) / 10,
      answers: answers.filter((each) => /^(document|script|stylesheet|image|font|media|other) /.test(each)).length,
      foreignRequests: answers.filter((each) => !each.endsWith(` ${own}`) && !each.endsWith(" null")).length,
      firstPaint: await firstPaints(browser, () => server.address("/web-live"), empty.url),
      answerToScreen,
      render,
    };
  } finally {
    empty.close();
    await server.stop();
  }
};
