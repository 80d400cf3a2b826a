/** A page in the shared browser, watched for what no page of ours may do. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { inject, onTestFinished } from "vitest";

export interface Opened {
  readonly page: Page;
  /** What was said on its console as an error or a warning, and what it threw, in order. */
  readonly complaints: string[];
  /** What it asked of anybody but the server that it came from. */
  readonly foreign: string[];
}

/** Where a page stands that no server serves. Nobody listens on port 1. */
const nowhere = "http://127.0.0.1:1";

/** A page by its address, or by its text: then there is no server, and its address is only what it is told. */
export type WhatToOpen =
  | { readonly url: string }
  | { readonly html: string; readonly path: string; readonly headers?: Readonly<Record<string, string>> };

const addressOf = (what: WhatToOpen): string => ("url" in what ? what.url : `${nowhere}${what.path}`);

/** Closed when the test is over. Each has cookies of its own, as another person's has. */
export const opened = async (what: WhatToOpen, options: BrowserContextOptions = {}): Promise<Opened> => {
  const browser = await chromium.connect(inject("browser"));
  onTestFinished(() => browser.close());
  const context = await browser.newContext({ reducedMotion: "reduce", locale: "en-GB", timezoneId: "UTC", ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const foreign: string[] = [];
  const address = addressOf(what);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(`thrown: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(`${new URL(address).origin}/`) && !request.url().startsWith("data:"))
      foreign.push(request.url());
  });
  if ("html" in what) {
    const { html: body, headers = {} } = what;
    await page.route("**/*", (route) =>
      route.request().url() === address
        ? route.fulfill({ contentType: "text/html", headers, body })
        : route.abort("addressunreachable"),
    );
  }
  await page.goto(address);
  return { page, complaints, foreign };
};

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
}

/** What axe finds that keeps somebody from using the page: rule, element, and what to do. */
export const barriers = async (page: Page): Promise<readonly string[]> => {
  // Evaluated through the browser's own protocol, which the page's Content-Security-Policy does not concern.
  if (!(await page.evaluate<boolean>("'axe' in globalThis"))) await page.evaluate(axe);
  const violations = await page.evaluate<readonly Violation[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary = "" }) => `${id}: ${target.join(" ")}: ${failureSummary.replace(/\s+/g, " ")}`,
    ),
  );
};

/** By how many pixels the page is wider than the window. */
export const sidewaysScroll = (page: Page): Promise<number> =>
  page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");

/** What moves, or will, although somebody asked for nothing that does. */
export const movements = (page: Page): Promise<readonly string[]> =>
  page.evaluate(
    "document.getAnimations().filter((each) => each.playState === 'running').map((each) => each.animationName ?? each.transitionProperty)",
  );

/** All that can be pressed, opened, followed or filled in. Of a group of radio buttons, the Tab key comes to one. */
const operable =
  "button, a[href], summary, input:not([type='radio']), input[type='radio']:checked, textarea, select, [tabindex='0']";

const wordsOf =
  "(each) => (each.getAttribute('aria-label') ?? each.textContent ?? '').trim() || each.labels?.[0]?.textContent.trim() || each.id || each.tagName";

/**
 * What can be operated, and what the Tab key comes to from the top until it has come round, each by its words at the beginning: some tell the
 * time meanwhile.
 */
export const keyboard = async (
  page: Page,
): Promise<{ readonly operable: readonly string[]; readonly reached: readonly string[] }> => {
  const all = await page.evaluate<readonly string[]>(
    `(globalThis.operable = [...document.querySelectorAll("${operable}")].filter((each) => each.checkVisibility())).map(${wordsOf})`,
  );
  const reached: string[] = [];
  await page.evaluate("document.activeElement?.blur()");
  for (let presses = 0; presses <= all.length; presses++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate<number | null>(
      "document.activeElement === document.body ? null : globalThis.operable.indexOf(document.activeElement)",
    );
    if (at === null) break;
    reached.push(all[at] ?? "what was not there before");
  }
  return { operable: all, reached };
};
