import type { Ledger } from "@sarcelle/playground/ledger";
import { afterAll, expect, it } from "vitest";
import { forwardedTo } from "./by-hand.ts";
import { until } from "./until.ts";
import { releaseOf, startWorld, succeeded } from "./world.ts";

const world = await startWorld();
afterAll(world.stop);
const web = await world.blueGreen("web");
expect(await world.run({ environment: web.name, action: "deploy", release: releaseOf("2") })).toMatchObject(succeeded);

const reached = async () =>
  (await world.listeners(web)).map((listener) => forwardedTo(listener).split("/")[1]).toSorted();

/** Waits for `more` answers of a release, whichever side it runs on. */
const answersOf = async (version: string, more: number) => {
  const total = async () => (await world.admin<Ledger>("GET traffic")).byVersion[version]?.total ?? 0;
  const before = await total();
  await until(`release ${version} answered ${more} more requests`, async () =>
    (await total()) >= before + more ? true : undefined,
  );
};

it("a switch there and back loses no request of 300 a second, over HTTP and HTTPS, on connections that stay open", async () => {
  await world.startTraffic(web, 300);
  await answersOf("1", 300);

  expect(await world.run({ environment: web.name, action: "switch" })).toMatchObject(succeeded);
  expect(await reached()).toEqual(["web-http-green", "web-https-green"]);
  await answersOf("2", 300);

  expect(await world.run({ environment: web.name, action: "switch" })).toMatchObject(succeeded);
  expect(await reached()).toEqual(["web-http", "web-https"]);
  await answersOf("1", 300);

  const { failed, failures, byListener, byVersion, bySide } = await world.stopTraffic();
  expect({ failed, failures }).toEqual({ failed: 0, failures: [] });
  expect(Object.keys(byListener).toSorted()).toEqual(["web:8080", "web:8443"]);
  expect(Object.keys(byVersion).toSorted()).toEqual(["1", "2"]);
  expect(Object.keys(bySide).toSorted()).toEqual(["web", "web-green"]);
});
