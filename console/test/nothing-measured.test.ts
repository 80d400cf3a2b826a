/** A panel that was read and has nothing in it: of one side AWS measures no traffic, nor of what is not blue-green yet. */
import { expect, it, onTestFinished } from "vitest";
import { asRead, troubled } from "../panel.ts";
import { fixtures } from "./fixtures.ts";
import { opened } from "./opened.ts";
import { servedByHand } from "./served.ts";

it("goes on showing what comes, and of what was read and is nothing why that is so", async () => {
  const first = Object.values(fixtures).find(({ page }) => page === "environment");
  if (first?.page !== "environment") throw new TypeError("There is no fixture of an environment.");
  const empty = asRead(null, Date.parse(first.asOf)) as never;
  const nothing = { rail: empty, deployment: empty, hold: empty, approval: empty };
  const traffic = troubled(empty, "AWS measures no requests here.") as never;
  const server = await servedByHand({ ...first, ...nothing, traffic });
  onTestFinished(server.stop);
  const { page, complaints } = await opened({ url: server.address("/web-live") });
  await page.getByRole("region", { name: "Traffic" }).getByText("AWS measures no requests here.").waitFor();
  await page.getByRole("region", { name: "Where it is" }).getByText("Nothing runs.").waitFor();
  server.send({ ...first, ...nothing, traffic, verdict: { tone: "well", says: "Users get release 9.", until: null } });
  await page.getByRole("status").getByText("Users get release 9.").waitFor();
  expect(complaints).toEqual([]);
});
