import { describe, expect, it } from "vitest";
import { refuseBlocked } from "../../../src/deployment/in-the-way.ts";
import { parseRequest } from "../../../src/deployment/request.ts";
import { scaleDown } from "../../../src/deployment/steps/scale-down.ts";
import { bindingTo } from "../../../src/deployment/stickiness.ts";
import { pointAt } from "../../../src/deployment/traffic.ts";
import type { View } from "../../../src/deployment/view.ts";
import { SideBlocked } from "../../../src/errors.ts";
import { forward, kept, seeing, world } from "./sticky-world.ts";
import { registered } from "./world.ts";

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
