/** Each way in which a deployment can stand or end, as people see it: in light and dark, on a telephone, a laptop and a wall. */
import { describe, expect, it } from "vitest";
import { buildPage } from "../page/build.ts";
import type { PageSnapshot } from "../snapshot.ts";
import { fixtures } from "./fixtures.ts";
import { barriers, keyboard, movements, opened, sidewaysScroll } from "./opened.ts";

const widths = [420, 1280, 1920];
const schemes = ["light", "dark"] as const;

const { html, scriptHash, styleHash } = await buildPage();

/** As its server sends it, though with nobody to connect to: an exported file's page. */
const policy = `default-src 'none'; script-src '${scriptHash}'; style-src '${styleHash}'; img-src data:; base-uri 'none'; form-action 'none'`;

const showing = (snapshot: PageSnapshot) => ({
  path: "/",
  headers: { "content-security-policy": policy },
  html: html.replace(
    "</head>",
    () =>
      `<script type="application/json" id="snapshot">${JSON.stringify(snapshot).replaceAll("<", "\\u003c")}</script></head>`,
  ),
});

/** What is as tall as these is looked at once, not six times: it is more of what the others show. */
const tall = ["500-changes", "200-environments"];

const looksAt = (name: string) =>
  schemes
    .flatMap((colorScheme) => widths.map((width) => ({ colorScheme, width })))
    .filter((_look, n) => !tall.includes(name) || n === 4);

describe.each(Object.entries(fixtures))("%s", (name, snapshot) => {
  it("can be read by everybody, fits the window, stands still, says nothing on the console and asks nobody", async () => {
    const { page, complaints, foreign } = await opened(showing(snapshot));
    const found: string[] = [];
    for (const { colorScheme, width } of looksAt(name)) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const wider = await sidewaysScroll(page);
      const wrong = [...(wider > 0 ? [`${wider} pixels too wide`] : []), ...(await barriers(page))];
      found.push(...wrong.map((what) => `${colorScheme} ${width}: ${what}`));
    }
    expect(found).toEqual([]);
    expect(await movements(page)).toEqual([]);
    expect(complaints).toEqual([]);
    expect(foreign).toEqual([]);
  });

  it("is operated by keys alone, in the order in which it reads", async () => {
    const { page } = await opened(showing(snapshot), { viewport: { width: 1280, height: 900 } });
    const { operable, reached } = await keyboard(page);
    expect(reached).toEqual(operable);
  });
});

/** What people and AWS name as they like; all else is one of a few words, or a time. */
const named = [
  "name",
  "resource",
  "kind",
  "step",
  "version",
  "commit",
  "imageId",
  "requestedBy",
  "by",
  "reason",
  "why",
  "override",
  "note",
  "command",
  "before",
  "after",
  "says",
  "id",
  "rule",
  "caller",
  "stage",
  "service",
  "environment",
  "runs",
  "runbook",
  "cost",
  "trouble",
];

const withEach = (value: unknown, change: (text: string, key: string) => string, key = ""): unknown => {
  if (typeof value === "string") return named.includes(key) ? change(value, key) : value;
  if (Array.isArray(value)) return value.map((each) => withEach(each, change, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withEach(each, change, name)]));
};

const changed = (snapshot: PageSnapshot, change: (text: string, key: string) => string) =>
  withEach(snapshot, change) as PageSnapshot;

const some = ["rollback-failed", "playground", "fleet", "closed-deployment"].map(
  (name) => [name, fixtures[name] as PageSnapshot] as const,
);

describe.each(some)("whatever things are called, %s", (_name, snapshot) => {
  it("fits a telephone, though each name has 200 letters and no space", async () => {
    const long = changed(snapshot, (text, key) => `${text}${key}`.padEnd(200, "x"));
    const { page } = await opened(showing(long), { viewport: { width: 420, height: 900 } });
    expect(await sidewaysScroll(page)).toBe(0);
  });

  it("shows markup as text: nothing of it runs, and nothing is asked for", async () => {
    const attack = `<script>hit()</script><img src=x onerror="hit()"><a href="javascript:hit()">`;
    const hostile = changed(snapshot, (text) => `${text}${attack}`);
    const { page, complaints, foreign } = await opened(showing(hostile));
    expect(await page.getByText(attack).count()).toBeGreaterThan(5);
    expect(await page.evaluate("document.images.length")).toBe(0);
    expect(complaints).toEqual([]);
    expect(foreign).toEqual([]);
  });
});

describe("a journal of 500 changes", () => {
  const insides = ".journal .attributes";
  const long = () => opened(showing(fixtures["500-changes"] as PageSnapshot));

  it("draws what is inside a change once that is opened, and keeps it", async () => {
    const { page } = await long();
    const summary = page.locator(".journal summary").nth(7);
    expect(await page.locator(insides).count()).toBe(0);
    await summary.click();
    await expect.poll(() => page.locator(insides).count()).toBe(1);
    await summary.click();
    expect(await page.locator(insides).count()).toBe(1);
  });

  it("is on paper whole, and has its lines alone again afterwards", async () => {
    const { page } = await long();
    // What is printed is what stands there when the last of those who were told has answered.
    await page.evaluate(
      `addEventListener("beforeprint", () => queueMicrotask(() => { globalThis.printed = document.querySelectorAll("${insides}").length; }))`,
    );
    await page.pdf();
    expect(await page.evaluate("globalThis.printed")).toBe(500);
    await expect.poll(() => page.locator(insides).count()).toBe(0);
  });

  it("shows a change that is in conflict opened, with what it found", async () => {
    const { page } = await opened(showing(fixtures["rollback-failed"] as PageSnapshot));
    await page.locator(".journal .note").waitFor();
    expect(await page.locator(insides).count()).toBe(1);
  });
});
