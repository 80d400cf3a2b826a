import { describe, expect, it } from "vitest";
import { refuseStickyParts, secondsToKeep, stickyNotices } from "../../../src/deployment/sticky-parts.ts";
import type { StickyGroup, View } from "../../../src/deployment/view.ts";
import { SideBlocked } from "../../../src/errors.ts";
import { kept, seeing } from "./sticky-world.ts";

describe("traffic that moves in parts", () => {
  const sticky = (name: string, seconds = 60, type = "lb_cookie") => ({ arn: `arn:tg/${name}`, name, type, seconds });
  const asked = (seen: View, ...groups: readonly StickyGroup[]): View => ({
    ...seen,
    loadBalancer: { ...seen.loadBalancer, sticky: groups },
  });
  const onBlue = seeing({ "http-blue": 1 }, undefined);
  const actionsOf = ({ listeners: [first] }: View) => first?.actions ?? [];

  it.each<[string, View, number | undefined]>([
    [
      "as long as the target groups of both sides do at most",
      asked(onBlue, sticky("http-blue", 60), sticky("http-green", 90)),
      90,
    ],
    ["though only the other side's does", asked(onBlue, sticky("http-green", 5)), 5],
    ["not where the action does already", asked(seeing({ "http-blue": 1 }, kept), sticky("http-blue")), undefined],
    ["not where only another action's do", asked(onBlue, sticky("https-blue"), sticky("https-green")), undefined],
    ["not where none does", asked(onBlue), undefined],
    ["not where nobody asked", onBlue, undefined],
  ])("keeps clients with the side that they meet %s", (_, seen, seconds) => {
    expect(secondsToKeep(seen, actionsOf(seen))).toBe(seconds);
  });

  it("says so, and what becomes of later parts", () => {
    expect(stickyNotices(onBlue, [sticky("http-blue"), sticky("http-green")])).toEqual([
      "Listener 80 keeps clients with the side that they meet from the first part on until the last (TargetGroupStickinessConfig, 60 s from each answer), which AWS asks for since http-blue, http-green keep clients with their targets: so each later part is one of the clients that are new.",
    ]);
    expect(stickyNotices(seeing({ "http-blue": 1 }, kept), [sticky("http-blue")])).toEqual([]);
  });

  it("is refused where the cookie is the application's, and nowhere else", () => {
    const refuse = (type: string) => () => refuseStickyParts([sticky("http-blue", 60, type)]);
    expect(refuse("app_cookie")).toThrow(SideBlocked);
    expect(refuse("app_cookie")).toThrow(
      /http-blue keep .* by a cookie of the application \(app_cookie\).*--strategy all-at-once/,
    );
    expect(refuse("lb_cookie")).not.toThrow();
    expect(() => refuseStickyParts([])).not.toThrow();
  });
});
