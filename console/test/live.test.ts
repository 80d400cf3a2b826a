/** The console as people have it: on a playground under traffic, in processes of their own, each person with an identity. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from "vitest";
import { startWatchedService, type WatchedService } from "../../proof/console/watched-service.ts";
import { opened } from "./opened.ts";
import { photographed, recorded } from "./recorded.ts";

/** Until something is on the page that comes in its own time; no expectation, only the end of waiting for what never comes. */
const longest = 60_000;

const releaseFile = readFileSync(join(import.meta.dirname, "../../examples/release-2.yml"), "utf8");

let service: WatchedService;

beforeAll(async () => {
  const registered = { approval: { deadline: 3_600 }, bake: { seconds: 3_600 } };
  service = await startWatchedService({ template: inject("template"), speed: 20, registered });
}, 120_000);

afterAll(() => service?.stop(), 60_000);

/** A person's console, and their page of the environment. */
const person = async (name: string, ...options: readonly string[]) => {
  const credentials = await service.person(name);
  const console = await service.console(credentials, ...options);
  onTestFinished(() => console.stop());
  const tab = await opened({ url: console.address }, { viewport: { width: 1_280, height: 900 } });
  await tab.page.getByRole("status").waitFor();
  return { ...tab, console, credentials };
};

/** Until the verdict line says that; what it said instead is told. */
const says = (page: Page, what: RegExp) =>
  expect.poll(() => page.getByRole("status").textContent(), { timeout: longest }).toMatch(what);

const press = async (page: Page, button: string, reason: string) => {
  await page.getByRole("button", { name: `${button} …` }).click();
  await page.getByLabel("Reason").fill(reason);
  const name = page.getByLabel("Environment's name");
  if ((await name.count()) > 0) await name.fill("web-live");
  await page.getByRole("button", { name: "Start" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
};

/** A release file, pasted; its plan, read; and its start. */
const release = async (page: Page, reason: string) => {
  await page.getByRole("button", { name: "Release …" }).click();
  await page.getByLabel("a release file, pasted").check();
  await page.getByRole("textbox", { name: "Release file" }).fill(releaseFile);
  await page.getByRole("button", { name: "Show the plan" }).click();
  await page.getByRole("dialog").getByText("Users will get release 2").waitFor();
  await page.getByLabel("Reason").fill(reason);
  await page.getByLabel("Environment's name").fill("web-live");
  await page.getByRole("button", { name: "Start" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
};

const history = (page: Page) => page.getByRole("region", { name: "History" }).getByRole("row");

describe("a console on a playground under traffic", { timeout: 4 * longest }, () => {
  it("starts a release that another, in a console of their own, rejects; no traffic was moved, and both read why", async () => {
    const ann = await person("ann");
    const bob = await person("bob");
    await release(ann.page, "the new search");
    await says(ann.page, /waits for the approval of a person/);
    await says(bob.page, /waits for the approval of a person/);
    await press(bob.page, "Reject", "not on a Friday");
    for (const { page, complaints, foreign } of [ann, bob]) {
      await says(page, /was rolled back.*not on a Friday/);
      await history(page).getByText("not on a Friday").first().waitFor({ timeout: longest });
      expect(complaints).toEqual([]);
      expect(foreign).toEqual([]);
    }
    expect((await service.admin.traffic()).failures).toEqual([]);
  });

  it("shows a release from its approval to its bake, in every tab; it is rolled back from there, and read in the history", async () => {
    const ann = await person("ann");
    const bob = await person("bob");
    const second = await ann.page.context().newPage();
    await second.goto(new URL("/web-live", ann.console.address).href);
    await release(ann.page, "the new search, on Monday");
    await says(bob.page, /waits for the approval of a person/);
    await recorded(service, "waiting-for-approval");
    await press(bob.page, "Approve", "seen on beta");
    for (const page of [ann.page, second, bob.page]) await says(page, /Users get release 2 on green.*baking/i);
    await photographed(ann.page, "baking");
    await recorded(service, "baking");
    await press(second, "Roll back", "5xx since the switch");
    for (const page of [ann.page, second, bob.page]) await says(page, /Nothing runs\..*was rolled back/);
    await recorded(service, "rolled-back");
    const newest = history(ann.page).nth(1);
    await expect
      .poll(() => newest.textContent(), { timeout: longest })
      .toMatch(/release 2.*rolled back.*5xx since the switch.*ann/);
    expect((await service.admin.traffic()).failures).toEqual([]);
  });

  it("that is killed leaves what was shown, and is back with a new address", async () => {
    const ann = await person("ann");
    const shown = await ann.page.getByRole("status").textContent();
    await ann.console.stop("SIGKILL");
    await ann.page.getByRole("alert").getByText("Connection lost").waitFor();
    expect(await ann.page.getByRole("status").textContent()).toBe(shown);
    const again = await service.console(ann.credentials, "--port", new URL(ann.console.address).port);
    onTestFinished(() => again.stop());
    // The token is another: whoever restarted it has it.
    await ann.page.getByRole("alert").getByText("Open the address that was printed").waitFor({ timeout: longest });
    expect(await ann.page.getByRole("status").textContent()).toBe(shown);
    await ann.page.goto(again.address);
    await ann.page.getByText("live", { exact: true }).waitFor();
  });

  it("that AWS throttles keeps what it knew and says so", async () => {
    const ann = await person("ann");
    const blue = ann.page.getByRole("region", { name: /^Blue/ });
    await blue.getByText("2/2 healthy").first().waitFor({ timeout: longest });
    await service.breaks({ target: "elasticloadbalancing:DescribeTargetHealth", fault: "throttle" });
    await ann.page.keyboard.press("r");
    await ann.page
      .getByText(/AWS throttles/)
      .first()
      .waitFor({ timeout: longest });
    expect(await blue.getByText("2/2 healthy").count()).toBeGreaterThan(0);
    await service.mends();
  });

  it("that only reads has nothing to press, and no way to start anything", async () => {
    const { page } = await person("ann", "--read-only");
    await page.getByText("read-only").waitFor();
    expect(await page.getByRole("button", { name: / …$/ }).count()).toBe(0);
    const answer = await page.evaluate<number>(
      "fetch('/actions/plan', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }).then(({ status }) => status)",
    );
    expect(answer).toBe(404);
  });
});
