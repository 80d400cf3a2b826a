import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/changes/change.ts";
import { refuseBlocked } from "../../../src/deployment/in-the-way.ts";
import { parseRequest } from "../../../src/deployment/request.ts";
import { scaleDown } from "../../../src/deployment/steps/scale-down.ts";
import { bindingTo, refuseStickyParts, secondsToKeep, stickyNotices } from "../../../src/deployment/stickiness.ts";
import { pointAt } from "../../../src/deployment/traffic.ts";
import type { StickyGroup, View } from "../../../src/deployment/view.ts";
import { SideBlocked } from "../../../src/errors.ts";
import { healthyTargets, registered, side, view } from "./world.ts";

const forward = (
  groups: Readonly<Record<string, number>>,
  stickiness: { readonly [name: string]: Json } | undefined,
): Json => ({
  Type: "forward",
  ForwardConfig: {
    TargetGroups: Object.entries(groups).map(([name, Weight]) => ({ TargetGroupArn: `arn:tg/${name}`, Weight })),
    ...(stickiness === undefined ? {} : { TargetGroupStickinessConfig: stickiness }),
  },
});
const kept = { Enabled: true, DurationSeconds: 3_600 };

const world = view("blue", side("blue", healthyTargets(4)), side("green", healthyTargets(4)));
const seeing = (...action: Parameters<typeof forward>): View => ({
  ...world,
  listeners: world.listeners.map((each, index) => (index === 0 ? { ...each, actions: [forward(...action)] } : each)),
});
const bound = seeing({ "http-blue": 1, "http-green": 0 }, kept);

describe("clients that are kept with a target group", () => {
  it("are bound to a side without traffic as long as an action names it and keeps them, for the seconds that it says", () => {
    expect(bindingTo(bound, bound.sides.green)).toEqual([
      `Listener 80 names a target group of green with weight 0 and keeps clients with it for 3600 s after each answer, who get 503 once it has no targets; take it out of the action, after which nobody is bound (aws elbv2 modify-listener --listener-arn arn:listener/http --default-actions '[{"Type":"forward","ForwardConfig":{"TargetGroups":[{"TargetGroupArn":"arn:tg/http-blue","Weight":1}]}}]')`,
    ]);
  });

  it.each([
    ["an action does not name the side", seeing({ "http-blue": 1 }, kept)],
    ["an action keeps nobody", seeing({ "http-blue": 1, "http-green": 0 }, { Enabled: false, DurationSeconds: 60 })],
    ["an action says nothing of it", seeing({ "http-blue": 1, "http-green": 0 }, undefined)],
  ])("are bound to none where %s", (_, seen) => {
    expect(bindingTo(seen, seen.sides.green)).toEqual([]);
  });

  it("keep a side from being emptied and deployed to, before the first change and right before it is emptied", () => {
    const release = { version: "2", commit: "2222222", imageId: "ami-2" };
    for (const more of [{ action: "scaledown" }, { action: "deploy", release }, { action: "release", release }])
      expect(() => refuseBlocked(parseRequest({ environment: "web-live", ...more }), bound)).toThrow(SideBlocked);
    expect(() => refuseBlocked(parseRequest({ environment: "web-live", action: "scaledown" }), bound)).toThrow(
      /^green cannot be emptied: Listener 80 names .* for 3600 s/,
    );
    const given = { environment: registered(), deployment: { id: "d" }, planned: [] };
    const ask = (seen: View) => scaleDown.gate?.ask({ ...given, view: seen }, { since: 0, now: 0, deadlineSeconds: 0 });
    expect(ask(bound)).toMatchObject({ verdict: "failed", reason: expect.stringContaining("for 3600 s") });
    expect(ask(world)).toMatchObject({ verdict: "ready" });
  });

  it("are kept no more by what all traffic is moved with, and again by its undo, which is what stood before", () => {
    const before = [{ Type: "authenticate-oidc" }, forward({ "http-blue": 1 }, kept)];
    expect(pointAt(before, (arn) => arn.replace("blue", "green"))).toEqual([
      { Type: "authenticate-oidc" },
      forward({ "http-green": 1 }, undefined),
    ]);
  });
});

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
